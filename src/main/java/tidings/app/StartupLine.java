package tidings.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/** Logs one line at the start with the configuration of this node, as JSON. */
public class StartupLine {

  private static final Logger LOG = Logger.getLogger("tidings");

  void print(@Observes Startup startup, Config config, BeanManager beans) {
    var printed = beans.getExtension(ConfigurationCheck.class).printed();
    LOG.info(() -> "Tidings starts " + printed.of(config));
  }
}
