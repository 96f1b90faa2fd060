package tidings.ingress.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.ingress.RawInput;

class OutboxRowTest {

  @Test
  void theSizeOfARowCountsAllColumns() {
    var headers = Map.of("ce_subject", "x".repeat(500_000), "ce_type", "t");
    var input = new RawInput(OutboxRow.SOURCE, "1/e", headers, "{}".getBytes(UTF_8));
    assertThat(new OutboxRow(1, input).bytes()).isEqualTo(500_000 + 1 + 3 + 2);
  }
}
