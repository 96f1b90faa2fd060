package tidings.tool;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.parser.ParseException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import tidings.security.Caller;

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
    return "Evaluates an arithmetic expression: + - * / ^ % parentheses, SQRT, ROUND, MIN, MAX, …";
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
    if (expression.contains("^") && expression.matches(".*\\^\\s*[-+(]?\\s*\\d{5,}.*")) {
      throw new ToolException("the exponent is too large");
    }
    try {
      return new Expression(expression).evaluate().getStringValue();
    } catch (EvaluationException | ParseException e) {
      throw new ToolException(
          "'%s' cannot be evaluated: %s".formatted(expression, e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new ToolException("'%s' has no result: %s".formatted(expression, e.getMessage()), e);
    }
  }
}
