package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.json.Json;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import tidings.security.Secrets;

/** One line at start that says what this node runs with, as JSON; secrets are masked. */
public class StartupLine {

  private static final Logger LOG = Logger.getLogger("tidings");

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
          .ifPresent(value -> line.add(name, Secrets.masked(name, value)));
    }
    LOG.info(() -> "Tidings starts " + line.build());
  }
}
