package tidings.it.javaclient.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tidings.client.EventSubscription;
import tidings.client.SubscribeOptions;
import tidings.client.TidingsClient;

/** A service on Spring Boot. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringService {

  public static void main(String[] arguments) {
    SpringApplication.run(SpringService.class, arguments);
  }

  @Bean
  TidingsClient client(
      @Value("${events.url}") URI url, @Value("${events.token-file}") Path tokenFile) {
    return TidingsClient.builder(url)
        .token(refresh -> Files.readString(tokenFile))
        .publishTimeout(Duration.ofMinutes(2))
        .build();
  }

  @Bean
  EventLedger ledger(@Value("${service.ledger}") Path file) throws IOException {
    return new EventLedger(file);
  }

  @Bean
  EventSubscription orders(
      TidingsClient client, EventLedger ledger, @Value("${service.types}") String types)
      throws IOException {
    var options =
        SubscribeOptions.builder().types(types).lastEventId(ledger.cursor().orElse(null)).build();
    return client.subscribe(options, ledger);
  }

  @Bean
  CommandLineRunner publisher(
      TidingsClient client,
      @Value("${service.publish-type}") String type,
      @Value("${service.publish-count}") int count) {
    return arguments -> new NumberedPublisher(client, type, count).run();
  }
}
