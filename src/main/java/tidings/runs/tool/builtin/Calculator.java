package tidings.runs.tool.builtin;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.parser.ParseException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import tidings.platform.security.Caller;
import tidings.runs.tool.Schema;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

/** Arithmetic, in decimal. */
@Singleton
public class Calculator implements Tool {

  private static final int MAX_LENGTH = 1000;

  @Override
  public String name() {
    return "calculator";
  }

  @Override
  public String description() {
    return "Evaluates an arithmetic expression: + - * / ^ %% parentheses, PI, E, %s."
        .formatted(String.join(", ", Arithmetic.functions()));
  }

  @Override
  public ObjectNode parameters() {
    return Schema.object()
        .required("expression", "string", "the expression, such as (2 + 3) * 4", "(2 + 3) * 4")
        .json();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) {
    var expression = Schema.text(arguments, "expression");
    if (expression.length() > MAX_LENGTH) {
      throw new ToolException("the expression has more than " + MAX_LENGTH + " characters");
    }
    try {
      return Arithmetic.evaluate(expression);
    } catch (EvaluationException | ParseException e) {
      throw new ToolException(
          "'%s' cannot be evaluated: %s".formatted(expression, e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new ToolException("'%s' has no result: %s".formatted(expression, e.getMessage()), e);
    }
  }
}
