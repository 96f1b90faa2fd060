package tidings.tool;

import java.time.Duration;
import java.util.List;
import tidings.security.Secrets;

/**
 * MCP servers.
 *
 * @param servers each by a name
 * @param timeout for connecting, and for one call
 */
public record McpSettings(List<Server> servers, Duration timeout) {

  public McpSettings {
    servers = List.copyOf(servers);
  }

  /**
   * One server.
   *
   * @param address an URL (streamable HTTP), or {@code stdio:} and a command with its arguments
   */
  public record Server(String name, String address) {

    /**
     * Reads {@code name=address}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Server of(String text) {
      int at = text.indexOf('=');
      var name = at < 0 ? "" : text.substring(0, at).strip();
      var address = text.substring(at + 1).strip();
      if (!name.matches("[A-Za-z0-9_-]{1,32}") || !address.matches("(https?://|stdio:).+")) {
        throw new IllegalArgumentException(
            "tidings.mcp.servers: '%s' is not name=http(s)://… or name=stdio:command"
                .formatted(Secrets.masked(text)));
      }
      return new Server(name, address);
    }
  }
}
