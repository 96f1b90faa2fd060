package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.HostName;
import tidings.app.configuration.ServerPorts;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.http.page.ManagementPort;
import tidings.platform.socket.IdleSocketWatch;

/** Reads the ports of the server, its idle connections and its database. */
public class ServerConfiguration {

  /** Reads all when the application starts; the package says why. */
  void read(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      IdleSocketWatch.Settings idleSockets,
      ManagementPort.Setting managementPort,
      DatabaseSettings database) {}

  /**
   * Connections without a request are closed after 1.5 times the server's own idle timeout: the
   * server's limit, where it applies, comes first.
   */
  @Produces
  @Singleton
  IdleSocketWatch.Settings idleSockets(
      Config config, @ConfigProperty(name = "http.idle.timeout") Optional<TimeSpan> idle) {
    var limit = idle.map(TimeSpan::length).orElse(Duration.ZERO);
    return new IdleSocketWatch.Settings(
        Set.copyOf(ServerPorts.of(config).ports().values()), limit.plus(limit.dividedBy(2)));
  }

  @Produces
  @Singleton
  ManagementPort.Setting managementPort(Config config) {
    return new ManagementPort.Setting(
        ServerPorts.of(config).ports().getOrDefault(ServerPorts.MANAGEMENT, 0));
  }

  /** Where conversations are stored. */
  record DatabaseUrl(String text) {
    DatabaseUrl {
      ValueForms.requireJdbc("tidings.database.url", text);
    }
  }

  /** A file of H2 in the folder of the node's files, unless a database is configured. */
  @Produces
  @Singleton
  DatabaseUrl databaseUrl(
      @ConfigProperty(name = "tidings.database.url") Optional<String> url,
      @ConfigProperty(name = "tidings.data") Path data) {
    return new DatabaseUrl(Trimmed.text(url).orElseGet(() -> h2(data.toAbsolutePath())));
  }

  @Produces
  @Singleton
  DatabaseSettings database(
      DatabaseUrl url,
      @ConfigProperty(name = "tidings.database.user") Optional<String> user,
      @ConfigProperty(name = "tidings.database.password") Optional<String> password,
      @ConfigProperty(name = "tidings.database.connections") int connections,
      @ConfigProperty(name = "tidings.database.timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.database.statement-timeout") TimeSpan statementTimeout,
      @ConfigProperty(name = "tidings.node") Optional<String> node) {
    return new DatabaseSettings(
        url.text(),
        Trimmed.text(user).orElse(null),
        Trimmed.secret(password).orElse(null),
        connections,
        timeout.length(),
        statementTimeout.length(),
        Trimmed.text(node).orElseGet(HostName::local));
  }

  /**
   * A transaction waits for the lock of another. Tidings itself closes the file, after its last
   * run.
   */
  private static String h2(Path folder) {
    return "jdbc:h2:file:%s/conversations;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16384"
        .formatted(folder);
  }
}
