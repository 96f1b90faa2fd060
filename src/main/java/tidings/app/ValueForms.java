package tidings.app;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import tidings.app.configuration.Trimmed;
import tidings.runs.tool.McpSettings;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.ToolAccess;
import tidings.runs.tool.Toolbox;

/**
 * Checks the form of configured texts that would otherwise fail only at their use. Each error names
 * the key, the form and the value, unless the value may contain a secret. Pure functions.
 */
public final class ValueForms {

  private static final Pattern HOST = Pattern.compile("(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::\\d+)?");

  /**
   * The form that the clients of Kafka accept, with an optional name of a listener before the host.
   */
  private static final Pattern BROKER =
      Pattern.compile("(?:[\\w%.-]*://)?(?:[\\w%.-]+|\\[[0-9a-fA-F:.]+]):\\d+");

  private static final Set<String> HTTP = Set.of("http", "https");

  private static final List<String> AUDIT_FILES =
      List.of("tidings.audit.file", "tidings.audit.activity-file");
  private static final String GROUPS = "tidings.tools.groups";
  private static final String HIDDEN = "but is not (the value is not shown, it may have a secret)";

  private ValueForms() {}

  /**
   * @throws IllegalArgumentException if the URL of the model is not an HTTP URL
   */
  public static void checkModel(Config config) {
    var key = "tidings.model.base-url";
    config.getOptionalValue(key, URI.class).ifPresent(url -> requireHttp(key, url));
  }

  /**
   * @throws IllegalArgumentException if an allowed host of user-defined tools is not a host
   */
  public static void checkHosts(Config config) {
    requireEach(
        "tidings.tools.hosts", "host or host:port", HOST, list(config, "tidings.tools.hosts"));
  }

  /**
   * @throws IllegalArgumentException if a tool server is unknown, or has no groups
   */
  public static void checkGroups(Config config) {
    var known = new HashSet<>(Set.of(Toolbox.BUILT_IN, OwnTools.SERVER));
    list(config, "tidings.mcp.servers")
        .forEach(server -> known.add(McpSettings.Server.of(server).name()));
    for (var server : ToolAccess.of(list(config, GROUPS)).groups().keySet()) {
      if (!known.contains(server)) {
        throw new IllegalArgumentException(
            "%s: unknown tool server '%s'; known are %s"
                .formatted(GROUPS, server, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the audit log is not writable
   */
  public static void checkWritable(Config config) {
    for (var key : AUDIT_FILES) {
      var file = Trimmed.text(config.getOptionalValue(key, String.class)).map(Path::of);
      if (file.isPresent() && !isWritable(file.get().toAbsolutePath())) {
        throw new IllegalArgumentException(
            "%s must be a file that this process can write, but is '%s'"
                .formatted(key, file.get()));
      }
    }
  }

  /** Creates missing folders. */
  private static boolean isWritable(Path file) {
    if (Files.exists(file)) {
      return Files.isRegularFile(file) && Files.isWritable(file);
    }
    var folder = file.getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    return folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private static List<String> list(Config config, String key) {
    return Trimmed.list(config.getOptionalValues(key, String.class));
  }

  /**
   * @throws IllegalArgumentException if an element is not a host with a port
   */
  public static void requireBrokers(String key, String servers) {
    requireEach(key, "host:port", BROKER, Trimmed.list(List.of(servers.split(",", -1))));
  }

  private static void requireEach(String key, String form, Pattern pattern, List<String> values) {
    for (var value : values) {
      if (!pattern.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "%s must be a comma list of %s, but has '%s'".formatted(key, form, value));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if it is a list or contains white space
   */
  public static void requireRole(String key, String role) {
    if (role.matches(".*[,\\s].*")) {
      throw new IllegalArgumentException(
          "%s must be one role: admin, publisher or the name of a group, but is '%s'"
              .formatted(key, role));
    }
  }

  private static void requireHttp(String key, URI url) {
    var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!HTTP.contains(scheme) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "%s must be a URL such as https://api.example.com/v1, %s".formatted(key, HIDDEN));
    }
  }

  /**
   * @throws IllegalArgumentException if it is not the URL of a supported database
   */
  public static void requireJdbc(String key, String url) {
    if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
      throw new IllegalArgumentException(
          "%s must begin with jdbc:postgresql: or jdbc:h2:, %s".formatted(key, HIDDEN));
    }
  }
}
