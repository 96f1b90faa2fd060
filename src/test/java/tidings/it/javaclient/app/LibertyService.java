package tidings.it.javaclient.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.client.SubscribeOptions;
import tidings.client.TidingsClient;

/** A service on Liberty, or on another server of Jakarta EE and MicroProfile. */
@ApplicationScoped
public class LibertyService {

  @Inject TidingsClient client;

  @Inject
  @ConfigProperty(name = "service.ledger")
  String ledgerFile;

  @Inject
  @ConfigProperty(name = "service.types")
  String types;

  @Inject
  @ConfigProperty(name = "service.publish.type")
  String publishType;

  @Inject
  @ConfigProperty(name = "service.publish.count")
  int publishCount;

  void configure(@Observes TidingsClient.Builder builder) {
    builder.publishTimeout(Duration.ofMinutes(2));
  }

  void start(@Observes Startup event) throws IOException {
    var ledger = new EventLedger(Path.of(ledgerFile));
    var options =
        SubscribeOptions.builder().types(types).lastEventId(ledger.cursor().orElse(null)).build();
    client.subscribe(options, ledger);
    new Thread(new NumberedPublisher(client, publishType, publishCount)).start();
  }
}
