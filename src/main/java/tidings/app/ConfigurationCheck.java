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
import tidings.app.configuration.Features;
import tidings.app.configuration.Listeners;
import tidings.app.configuration.PrintedConfiguration;
import tidings.app.configuration.RedisUrl;
import tidings.app.configuration.ServerHeaders;
import tidings.app.configuration.ServerPorts;
import tidings.app.configuration.ServerTls;
import tidings.app.configuration.StartFailure;
import tidings.app.configuration.UnknownKeys;
import tidings.push.endpoint.DevTokenResource;

/**
 * Checks the whole configuration before anything starts: first each key that a bean injects, then
 * each record of settings, whose constructor checks its values together. Every wrong value is one
 * line of the log, with its key, its value and what is allowed.
 *
 * <p>{@code tidings.start.failure} configures what happens then. With {@code exit}, the value of
 * the shipped server, the process ends with status 1: an orchestrator sees a failed start, not a
 * server that is never ready. With {@code fail}, the default, the deployment of the application
 * fails, and other applications of the same server continue. A start that fails later, for any
 * reason, ends in the same way.
 */
public class ConfigurationCheck implements Extension {

  private static final Logger LOG = Logger.getLogger(ConfigurationCheck.class.getName());

  /** Keys that no bean injects. */
  private static final Set<String> READ_DIRECTLY =
      Set.of(
          StartFailure.KEY,
          Features.KEY,
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

  /**
   * Produced records hold settings. The signer of development tokens is an exception: {@link
   * DevIdentityRule} checks it.
   */
  void collectSettings(@Observes ProcessProducerMethod<?, ?> found) {
    var type = found.getAnnotatedProducerMethod().getJavaMember().getReturnType();
    if (type.isRecord() && type != DevTokenResource.Signer.class) {
      settings.add(type);
    }
  }

  /** Runs before MicroProfile Config's own check, which reports a wrong value as stack traces. */
  void check(
      @Observes @Priority(LIBRARY_BEFORE) AfterDeploymentValidation validation, BeanManager beans) {
    if (isStopping()) {
      return;
    }
    var config = ConfigProvider.getConfig();
    reportUnknownKeys(config);
    var faults = invalidKeys(config);
    if (faults.isEmpty()) {
      faults = conflictingKeys(config, beans);
    }
    if (!faults.isEmpty()) {
      var failure = StartFailure.of(config);
      faults.forEach(failure::report);
      failure.haltProcess();
      validation.addDeploymentProblem(new DeploymentException(String.join("; ", faults)));
    }
  }

  /** The part of the configuration that may be printed, by the types of its keys. */
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

  private List<String> invalidKeys(Config config) {
    return new TreeMap<>(keys)
        .values().stream().flatMap(key -> key.fault(config).stream()).toList();
  }

  private List<String> conflictingKeys(Config config, BeanManager beans) {
    var faults = new ArrayList<String>();
    for (var type :
        settings.stream().sorted((a, b) -> a.getName().compareTo(b.getName())).toList()) {
      addFault(faults, () -> beans.createInstance().select(type).get());
    }
    addFault(faults, () -> Features.of(config));
    addFault(faults, () -> StartFailure.check(config));
    addFault(faults, () -> DevIdentityRule.checkReach(config));
    addFault(faults, () -> DevIdentityRule.checkKey(config));
    addFault(faults, () -> ServerHeaders.check(config));
    addFault(faults, () -> ValueForms.checkModel(config));
    addFault(faults, () -> ValueForms.checkHosts(config));
    addFault(faults, () -> ValueForms.checkGroups(config));
    addFault(faults, () -> ValueForms.checkWritable(config));
    addFault(faults, () -> RedisUrl.check(config));
    addFault(faults, () -> ServerTls.check(config));
    addFault(faults, () -> faults.addAll(portFaults(config)));
    return faults.stream().distinct().toList();
  }

  /**
   * None where the ports of this process are unknown: a deployment into a running server would look
   * like a start.
   */
  private static List<String> portFaults(Config config) {
    var ports = ServerPorts.of(config);
    try {
      return Listeners.isKnown() ? ports.withoutOwn(Listeners.now()).faults() : List.of();
    } catch (IOException e) {
      LOG.log(Level.FINE, "The ports on which this machine listens are unknown", e);
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

  /** The message of a record's constructor, without the container's text around it. */
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

  /** The container shuts down after a failed start as well. */
  void endAfterFailedStart(@Observes BeforeShutdown shutdown) {
    if (!started && !isStopping()) {
      LOG.severe("Tidings does not start; the lines above name the reason");
      StartFailure.of(ConfigProvider.getConfig()).haltProcess();
    }
  }

  /** A stopping server removes its variables, so a configuration without them proves nothing. */
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
