package tidings.platform.security;

import java.util.regex.Pattern;

/** Keeps secrets out of logs, metrics and responses. Pure functions. */
public final class Secrets {

  private static final String MASK = "***";

  /** User information in a URL, up to the last {@code @}: a password may contain one, unencoded. */
  private static final Pattern USER_INFORMATION = Pattern.compile("(?<=://)[^\\s,?#]*(?=@)");

  /** The value of a parameter of a URL, a JDBC URL or a command. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<=(?:password|passwd|pwd|secret|token|key)=)[^&;,\\s]+", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** A text, such as an address, without user, password and secret parameters. */
  public static String masked(String text) {
    var withoutUser = USER_INFORMATION.matcher(text).replaceAll(MASK);
    return PARAMETER.matcher(withoutUser).replaceAll(MASK);
  }
}
