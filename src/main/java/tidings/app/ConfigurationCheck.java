package tidings.app;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessProducerMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ConfigurationKey;
import tidings.app.configuration.Listeners;
import tidings.app.configuration.PrintedConfiguration;
import tidings.app.configuration.ServerHeaders;
import tidings.app.configuration.ServerPorts;
import tidings.app.configuration.ServerTls;
import tidings.app.configuration.StartFailure;
import tidings.app.configuration.UnknownKeys;

/**
 * Checks the whole configuration before anything starts: each key that some bean injects, then each
 * record of settings, whose constructor knows what its values must be together. Every wrong value
 * is one line of the log, with its key, its value and what is allowed.
 *
 * <p>{@code tidings.start.failure} says what happens then. With {@code exit}, which is how the
 * server that is shipped is configured, the process ends with status 1: an orchestrator sees a
 * start that failed, and not a server that is never ready. With {@code fail}, the default, the
 * deployment of the application fails, and other applications of the same server go on. The same
 * holds for a start that fails later, for any reason.
 */
public class ConfigurationCheck implements Extension {

  private static final Logger LOG = Logger.getLogger(ConfigurationCheck.class.getName());

  /** Keys that no bean injects. */
  private static final Set<String> READ_DIRECTLY =
      Set.of(
          StartFailure.KEY,
          "tidings.dev-identity",
          "tidings.dev-identity.key",
          "tidings.dev-identity.outside-loopback",
          "mp.jwt.verify.issuer",
          "mp.jwt.verify.publickey",
          "mp.jwt.verify.publickey.location");

  private final Map<String, ConfigurationKey> keys = new ConcurrentHashMap<>();
  private final Set<Class<?>> settings = ConcurrentHashMap.newKeySet();
  private volatile boolean started;

  void collectKey(@Observes ProcessInjectionPoint<?, ?> found) {
    var property = found.getInjectionPoint().getAnnotated().getAnnotation(ConfigProperty.class);
    if (property != null && !property.name().isEmpty()) {
      keys.put(property.name(), ConfigurationKey.of(property, found.getInjectionPoint().getType()));
    }
  }

  /** A record that is produced holds settings. */
  void collectSettings(@Observes ProcessProducerMethod<?, ?> found) {
    var type = found.getAnnotatedProducerMethod().getJavaMember().getReturnType();
    if (type.isRecord() && type.getEnclosingClass() == null) {
      settings.add(type);
    }
  }

  /** Comes before MicroProfile Config's own check, which reports a wrong value as stack traces. */
  void check(
      @Observes @Priority(LIBRARY_BEFORE) AfterDeploymentValidation validation, BeanManager beans) {
    if (isStopping()) {
      return;
    }
    var config = ConfigProvider.getConfig();
    reportUnknownKeys(config);
    var faults = wrongKeys(config);
    if (faults.isEmpty()) {
      faults = wrongTogether(config, beans);
    }
    if (!faults.isEmpty()) {
      var failure = StartFailure.of(config);
      faults.forEach(failure::report);
      failure.haltProcess();
      validation.addDeploymentProblem(new DeploymentException(String.join("; ", faults)));
    }
  }

  /** What of the configuration may be printed, by the types of its keys. */
  PrintedConfiguration printed() {
    return new PrintedConfiguration(
        keys.values().stream().filter(key -> !key.isText()).map(ConfigurationKey::name).toList());
  }

  private void reportUnknownKeys(Config config) {
    var known = new HashSet<>(keys.keySet());
    known.addAll(READ_DIRECTLY);
    var given = new HashSet<>(System.getenv().keySet());
    config.getPropertyNames().forEach(given::add);
    new UnknownKeys(known).lines(given).forEach(LOG::warning);
  }

  private List<String> wrongKeys(Config config) {
    return new TreeMap<>(keys)
        .values().stream().flatMap(key -> key.fault(config).stream()).toList();
  }

  private List<String> wrongTogether(Config config, BeanManager beans) {
    var faults = new ArrayList<String>();
    for (var type :
        settings.stream().sorted((a, b) -> a.getName().compareTo(b.getName())).toList()) {
      addFault(faults, () -> beans.createInstance().select(type).get());
    }
    addFault(faults, () -> StartFailure.check(config));
    addFault(faults, () -> DevIdentityRule.checkReach(config));
    addFault(faults, () -> DevIdentityRule.checkKey(config));
    addFault(faults, () -> ServerHeaders.check(config));
    addFault(faults, () -> ServerTls.check(config));
    addFault(faults, () -> faults.addAll(portFaults(config)));
    return faults.stream().distinct().toList();
  }

  /**
   * None where the system does not tell on which ports this process listens: a deployment into a
   * server that runs could not be told from a start.
   */
  private static List<String> portFaults(Config config) {
    var ports = ServerPorts.of(config);
    try {
      return Listeners.areKnown() ? ports.withoutOwn(Listeners.now()).faults() : List.of();
    } catch (IOException e) {
      LOG.log(Level.FINE, "Nothing is known of the ports on which this machine listens", e);
      return List.of();
    }
  }

  private static void addFault(List<String> faults, Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      faults.add(cause(e));
    }
  }

  /** What the constructor of a record said, without the container's words around it. */
  private static String cause(Throwable failure) {
    var at = failure;
    while (!(at instanceof IllegalArgumentException || at instanceof IllegalStateException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }

  void startIsComplete(@Observes @Priority(Integer.MAX_VALUE) Startup startup) {
    started = true;
  }

  /** The container of an application that could not be started is shut down, too. */
  void endAfterFailedStart(@Observes BeforeShutdown shutdown) {
    if (!started && !isStopping()) {
      LOG.severe("Tidings does not start, for the reason that is named above");
      StartFailure.of(ConfigProvider.getConfig()).haltProcess();
    }
  }

  /** While the server stops its variables go, and a configuration without them says nothing. */
  private static boolean isStopping() {
    var hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
