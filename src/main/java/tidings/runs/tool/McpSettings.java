package tidings.runs.tool;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Secrets;

/**
 * MCP servers.
 *
 * @param servers each with a unique name
 * @param timeout for connecting, and for one call
 * @param environment names of the variables of this process that its MCP servers inherit, beside
 *     those of every program: {@code PATH}, {@code HOME} and the like
 */
public record McpSettings(List<Server> servers, Duration timeout, Set<String> environment) {

  public McpSettings {
    servers = List.copyOf(servers);
    environment = Set.copyOf(environment);
  }

  /**
   * One server.
   *
   * @param address a URL (streamable HTTP), or {@code stdio:} and a command with its arguments,
   *     separated by white space; a part in single or double quotes is used literally
   */
  public record Server(String name, String address) {

    private static final String STDIO = "stdio:";

    /** A word of a command: a sequence of quoted parts and of characters that need no quotes. */
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    private static final Pattern PART = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\"']+");

    /** Whether the server is a process of this node, which is called over its standard input. */
    public boolean isProcess() {
      return address.startsWith(STDIO);
    }

    /** The program and its arguments. */
    public List<String> command() {
      return WORD.matcher(commandLine()).results().map(word -> unquoted(word.group())).toList();
    }

    private String commandLine() {
      return address.substring(STDIO.length());
    }

    private static String unquoted(String word) {
      return PART.matcher(word)
          .replaceAll(part -> Matcher.quoteReplacement(withoutQuotes(part.group())));
    }

    private static String withoutQuotes(String part) {
      boolean isQuoted = part.startsWith("\"") || part.startsWith("'");
      return isQuoted ? part.substring(1, part.length() - 1) : part;
    }

    /** The fault of the address; null if each quote is closed and there is a command. */
    private @Nullable String fault() {
      if (!WORD.matcher(commandLine()).replaceAll("").isBlank()) {
        return "has a quote that is not closed";
      }
      return command().isEmpty() || command().getFirst().isEmpty() ? "names no command" : null;
    }

    /**
     * Reads {@code name=address}.
     *
     * @throws IllegalArgumentException if the text does not have this form
     */
    public static Server of(String text) {
      int at = text.indexOf('=');
      var name = at < 0 ? "" : text.substring(0, at).strip();
      var address = text.substring(at + 1).strip();
      if (!name.matches("[A-Za-z0-9_-]{1,32}") || !address.matches("(https?://|stdio:).+")) {
        throw new IllegalArgumentException(
            "tidings.mcp.servers must be a comma list of name=http(s)://… or name=stdio:command,"
                + " but has '%s'".formatted(Secrets.masked(text)));
      }
      var server = new Server(name, address);
      var fault = server.isProcess() ? server.fault() : null;
      if (fault != null) {
        throw new IllegalArgumentException(
            "tidings.mcp.servers: '%s' %s".formatted(Secrets.masked(text), fault));
      }
      return server;
    }
  }
}
