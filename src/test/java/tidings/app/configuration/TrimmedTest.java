package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrimmedTest {

  @Test
  void aTextIsWithoutTheWhiteSpaceAroundIt() {
    assertThat(Trimmed.text(Optional.of(" https://login.example \r\n")))
        .contains("https://login.example");
    assertThat(Trimmed.text(Optional.of(" \n"))).isEmpty();
    assertThat(Trimmed.text(Optional.empty())).isEmpty();
  }

  @Test
  void soIsEachElementOfAListAndEmptyOnesAreNone() {
    assertThat(Trimmed.list(Optional.of(List.of("ops", " bank admins\r", "", " "))))
        .containsExactly("ops", "bank admins");
    assertThat(Trimmed.list(Optional.empty())).isEmpty();
  }

  @Test
  void aSecretLosesOnlyTheLineEndOfItsFile() {
    assertThat(Trimmed.secret(Optional.of(" hunter 2 \r\n"))).contains(" hunter 2 ");
    assertThat(Trimmed.secret(Optional.of("hunter2\n\n"))).contains("hunter2");
    assertThat(Trimmed.secret(Optional.of("hunter2"))).contains("hunter2");
  }
}
