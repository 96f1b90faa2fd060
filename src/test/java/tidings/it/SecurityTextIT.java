package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tidings.it.support.Client;
import tidings.it.support.IssuerServer;
import tidings.it.support.SharedServer;

/** The address for vulnerability reports (RFC 9116), for clients without a token. */
class SecurityTextIT {

  private static final String PATH = "/.well-known/security.txt";

  @Test
  void operatorsContactsAreServedToAnybody() {
    var answer = Client.anonymous(IssuerServer.get()).get(PATH);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    var lines = answer.body().lines().toList();
    assertThat(lines)
        .hasSize(4)
        .startsWith("Contact: mailto:security@bank.test", "Contact: https://bank.test/report")
        .endsWith("Policy: https://bank.test/policy");
    var expires = Instant.parse(lines.get(2).replace("Expires: ", ""));
    assertThat(Duration.between(Instant.now(), expires))
        .isBetween(Duration.ofDays(28), Duration.ofDays(31));
  }

  @Test
  void withoutContactsThereIsNone() {
    assertThat(Client.anonymous(SharedServer.get()).get(PATH).status()).isEqualTo(404);
  }
}
