package tidings.client.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import org.eclipse.microprofile.config.Config;
import tidings.client.TidingsClient;
import tidings.client.TokenSupplier;

/**
 * Produces the application's {@link TidingsClient}.
 *
 * <p>{@code tidings.client.url} is the URL of the server. The token is that of the application's
 * {@link TokenSupplier} bean; without one it is {@code tidings.client.token}, which is read for
 * each request. An application that needs more observes the builder: {@code void
 * configure(@Observes TidingsClient.Builder builder)}.
 */
@ApplicationScoped
public class TidingsClientProducer {

  private static final String PREFIX = "tidings.client.";

  /** The client; it is made when it is first used. */
  @Produces
  @ApplicationScoped
  TidingsClient client(
      Config config, Instance<TokenSupplier> tokens, Event<TidingsClient.Builder> builders) {
    var builder = TidingsClient.builder(url(config));
    if (tokens.isResolvable()) {
      builder.token(tokens.get());
    } else if (tokens.isAmbiguous()) {
      throw new IllegalStateException("the application has more than one TokenSupplier bean");
    } else if (config.getOptionalValue(PREFIX + "token", String.class).isPresent()) {
      builder.token(() -> config.getValue(PREFIX + "token", String.class));
    }
    builders.fire(builder);
    return builder.build();
  }

  private static URI url(Config config) {
    var url = config.getOptionalValue(PREFIX + "url", String.class);
    return URI.create(
        url.orElseThrow(
            () ->
                new IllegalStateException(
                    PREFIX + "url is not set: it is the URL of the server of Tidings")));
  }

  /** Ends the client with the application. */
  void close(@Disposes TidingsClient client) {
    client.close();
  }
}
