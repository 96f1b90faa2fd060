package tidings.runs.tool.builtin;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameterDefinition;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.AverageFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.Log10Function;
import com.ezylang.evalex.functions.basic.LogFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.RoundFunction;
import com.ezylang.evalex.functions.basic.SqrtFunction;
import com.ezylang.evalex.functions.basic.SumFunction;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.arithmetic.InfixDivisionOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixModuloOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPowerOfOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixPlusOperator;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates expressions in decimal, with 68 digits. The two lists below contain all functions and
 * operators, which accept and return numbers of limited size only. No expression can take a long
 * time or much memory, because nothing could interrupt it. Pure functions.
 */
final class Arithmetic {

  /** Largest exponent of ten that a number may reach, and smallest as a negative one. */
  static final int MAX_EXPONENT = 1000;

  /** Maximum number of decimal places, or of places before the point if negative. */
  private static final int MAX_PLACES = 100;

  private static final MathContext DIGITS = ExpressionConfiguration.DEFAULT_MATH_CONTEXT;

  private static final List<Map.Entry<String, OperatorIfc>> OPERATORS =
      List.of(
          Map.entry("+", new PrefixPlusOperator()),
          Map.entry("-", new PrefixMinusOperator()),
          Map.entry("+", new InfixPlusOperator()),
          Map.entry("-", new InfixMinusOperator()),
          Map.entry("*", new InfixMultiplicationOperator()),
          Map.entry("/", new InfixDivisionOperator()),
          Map.entry("%", new InfixModuloOperator()),
          Map.entry("^", new InfixPowerOfOperator()));

  private static final List<Map.Entry<String, FunctionIfc>> FUNCTIONS =
      List.of(
          Map.entry("ABS", new AbsFunction()),
          Map.entry("AVERAGE", new AverageFunction()),
          Map.entry("CEILING", new CeilingFunction()),
          Map.entry("FLOOR", new FloorFunction()),
          Map.entry("LOG", new LogFunction()),
          Map.entry("LOG10", new Log10Function()),
          Map.entry("MAX", new MaxFunction()),
          Map.entry("MIN", new MinFunction()),
          Map.entry("ROUND", new RoundFunction()),
          Map.entry("SQRT", new SqrtFunction()),
          Map.entry("SUM", new SumFunction()));

  private static final ExpressionConfiguration CONFIGURATION = configuration();

  private Arithmetic() {}

  private static ExpressionConfiguration configuration() {
    var operators = new MapBasedOperatorDictionary();
    OPERATORS.forEach(it -> operators.addOperator(it.getKey(), new BoundedOperator(it.getValue())));
    var functions = new MapBasedFunctionDictionary();
    FUNCTIONS.forEach(it -> functions.addFunction(it.getKey(), new BoundedFunction(it.getValue())));
    var constants = new LinkedHashMap<String, EvaluationValue>();
    for (var name : List.of("PI", "E")) {
      constants.put(name, ExpressionConfiguration.StandardConstants.get(name));
    }
    return ExpressionConfiguration.builder()
        .operatorDictionary(operators)
        .functionDictionary(functions)
        .defaultConstants(constants)
        .mathContext(DIGITS)
        .arraysAllowed(false)
        .structuresAllowed(false)
        .binaryAllowed(false)
        .build();
  }

  /** Names of the available functions. */
  static List<String> functions() {
    return FUNCTIONS.stream().map(Map.Entry::getKey).toList();
  }

  /**
   * The value of an expression, as a person would write it.
   *
   * @throws ParseException if the expression is invalid
   * @throws EvaluationException if it has no value, or one outside the limits
   * @throws ArithmeticException if it has no value
   */
  static String evaluate(String expression) throws ParseException, EvaluationException {
    var evaluated = new Expression(expression, CONFIGURATION);
    var whole = evaluated.getAbstractSyntaxTree().getToken();
    try {
      return text(bounded(whole, evaluated.evaluate()).getNumberValue());
    } catch (NumberFormatException e) {
      // Some functions are computed in double, which includes values that are not numbers.
      throw new EvaluationException(whole, "the result is not a number");
    }
  }

  /** Plain digits, but powers of ten instead of long runs of zeros. */
  private static String text(BigDecimal value) {
    var plain = value.stripTrailingZeros();
    return exponent(plain) <= DIGITS.getPrecision() && plain.scale() <= MAX_PLACES
        ? plain.toPlainString()
        : plain.toString();
  }

  /** Number of digits before the point; negative: zeros behind it. */
  private static long exponent(BigDecimal value) {
    return (long) value.precision() - value.scale();
  }

  private static EvaluationValue bounded(Token at, EvaluationValue value)
      throws EvaluationException {
    if (!value.isNumberValue()) {
      throw new EvaluationException(at, "only numbers are supported");
    }
    var number = value.getNumberValue();
    if (number.signum() == 0) {
      return EvaluationValue.numberValue(BigDecimal.ZERO); // regardless of its decimal places
    }
    if (Math.abs(exponent(number)) > MAX_EXPONENT) {
      throw new EvaluationException(
          at, "numbers beyond 10^%d, or 10^-%1$d, are not supported".formatted(MAX_EXPONENT));
    }
    return EvaluationValue.numberValue(number.round(DIGITS));
  }

  private static EvaluationValue[] bounded(Token at, EvaluationValue[] values)
      throws EvaluationException {
    var bounded = new EvaluationValue[values.length];
    for (int i = 0; i < values.length; i++) {
      bounded[i] = bounded(at, values[i]);
    }
    return bounded;
  }

  private record BoundedOperator(OperatorIfc operator) implements OperatorIfc {
    @Override
    public EvaluationValue evaluate(Expression in, Token at, EvaluationValue... operands)
        throws EvaluationException {
      return bounded(at, operator.evaluate(in, at, bounded(at, operands)));
    }

    @Override
    public int getPrecedence() {
      return operator.getPrecedence();
    }

    @Override
    public int getPrecedence(ExpressionConfiguration configuration) {
      return operator.getPrecedence(configuration);
    }

    @Override
    public boolean isLeftAssociative() {
      return operator.isLeftAssociative();
    }

    @Override
    public boolean isPrefix() {
      return operator.isPrefix();
    }

    @Override
    public boolean isPostfix() {
      return operator.isPostfix();
    }

    @Override
    public boolean isInfix() {
      return operator.isInfix();
    }

    @Override
    public boolean isOperandLazy() {
      return operator.isOperandLazy();
    }
  }

  private record BoundedFunction(FunctionIfc function) implements FunctionIfc {
    @Override
    public EvaluationValue evaluate(Expression in, Token at, EvaluationValue... operands)
        throws EvaluationException {
      var taken = bounded(at, operands);
      if (function instanceof RoundFunction && decimalPlaces(taken[1]) > MAX_PLACES) {
        throw new EvaluationException(
            at, "at most %d decimal places are supported".formatted(MAX_PLACES));
      }
      return bounded(at, function.evaluate(in, at, taken));
    }

    private static double decimalPlaces(EvaluationValue asked) {
      return Math.abs(asked.getNumberValue().doubleValue());
    }

    @Override
    public void validatePreEvaluation(Token at, EvaluationValue... operands)
        throws EvaluationException {
      function.validatePreEvaluation(at, operands);
    }

    @Override
    public List<FunctionParameterDefinition> getFunctionParameterDefinitions() {
      return function.getFunctionParameterDefinitions();
    }

    @Override
    public boolean hasVarArgs() {
      return function.hasVarArgs();
    }

    @Override
    public boolean isParameterLazy(int index) {
      return function.isParameterLazy(index);
    }
  }
}
