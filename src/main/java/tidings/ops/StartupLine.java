package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.json.Json;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** One line at start that says what this node runs with, as JSON; secrets are masked. */
public class StartupLine {

  private static final Logger LOG = Logger.getLogger("tidings");
  private static final Pattern SECRET =
      Pattern.compile("password|secret|api-?key|jaas|credential|private", Pattern.CASE_INSENSITIVE);

  /** User information in a URL, and passwords among its parameters. */
  private static final Pattern URL_SECRET =
      Pattern.compile(
          "(?<=://)[^/\\s]+(?=@)|(?<=[?&;](?i:password|secret|token|api-?key)=)[^&;\\s]+");

  void print(@Observes Startup startup, Config config) {
    var names = new TreeSet<String>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("tidings.") || name.startsWith("mp.jwt.verify."))
        .filter(name -> !name.equals("mp.jwt.verify.publickey"))
        .forEach(names::add);
    var line = Json.createObjectBuilder();
    for (var name : names) {
      config
          .getOptionalValue(name, String.class)
          .ifPresent(value -> line.add(name, masked(name, value)));
    }
    LOG.info(() -> "Tidings starts " + line.build());
  }

  static String masked(String name, String value) {
    return SECRET.matcher(name).find() ? "***" : URL_SECRET.matcher(value).replaceAll("***");
  }
}
