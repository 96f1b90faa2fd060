package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.platform.limits.LimitSettings;
import tidings.platform.socket.DepartureSettings;
import tidings.push.application.ObserverSettings;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.DrainSettings;
import tidings.push.connection.WritePacer;
import tidings.push.endpoint.RefusalSettings;

/** Reads how streams live, end and are refused. */
public class ConnectionConfiguration {

  /** Reads all when the application starts; the package says why. */
  void read(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      ConnectionSettings connections,
      DepartureSettings departures,
      DrainSettings drain,
      ObserverSettings observers,
      RefusalSettings refusals,
      WritePacer pacer) {}

  @Produces
  @Singleton
  WritePacer pacer(@ConfigProperty(name = "tidings.connection.pace") TimeSpan pace) {
    return new WritePacer(pace.length()).start();
  }

  void stop(@Disposes WritePacer pacer) {
    pacer.close();
  }

  @Produces
  @Singleton
  ConnectionSettings connections(
      @ConfigProperty(name = "tidings.heartbeat") TimeSpan heartbeat,
      @ConfigProperty(name = "tidings.connection.queue-events") int queueEvents,
      @ConfigProperty(name = "tidings.connection.queue-bytes") ByteSize queueBytes,
      @ConfigProperty(name = "tidings.connection.lifetime") TimeSpan lifetime,
      @ConfigProperty(name = "tidings.connection.reconnect-delay") TimeSpan reconnectDelay,
      LimitSettings limits) {
    return new ConnectionSettings(
        heartbeat.length(),
        queueEvents,
        queueBytes.bytes(),
        lifetime.length(),
        limits.connectionsPerUser(),
        reconnectDelay.length());
  }

  @Produces
  @Singleton
  DepartureSettings departures(
      @ConfigProperty(name = "tidings.connection.disconnect-check") TimeSpan every,
      @ConfigProperty(name = "tidings.connection.ack-timeout") TimeSpan ackTimeout) {
    return new DepartureSettings(every.length(), ackTimeout.length());
  }

  @Produces
  @Singleton
  DrainSettings drain(
      @ConfigProperty(name = "tidings.drain.notice") TimeSpan notice,
      @ConfigProperty(name = "tidings.drain.reconnect-spread") TimeSpan spread,
      @ConfigProperty(name = "tidings.drain.reconnect-rate") int reconnectRate) {
    return new DrainSettings(notice.length(), spread.length(), reconnectRate);
  }

  @Produces
  @Singleton
  ObserverSettings observers(
      @ConfigProperty(name = "tidings.observers.queue-events") int queueEvents,
      @ConfigProperty(name = "tidings.observers.queue-bytes") ByteSize queueBytes) {
    return new ObserverSettings(queueEvents, queueBytes.bytes());
  }

  @Produces
  @Singleton
  public RefusalSettings refusals(
      @ConfigProperty(name = "tidings.connection.refusal-response") String form) {
    return new RefusalSettings(
        switch (form.strip()) {
          case "stream" -> RefusalSettings.Form.STREAM;
          case "status" -> RefusalSettings.Form.STATUS;
          default ->
              throw new IllegalArgumentException(
                  "tidings.connection.refusal-response must be stream or status, but is '"
                      + form
                      + "'");
        });
  }
}
