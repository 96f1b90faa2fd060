package tidings.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoliciesTest {

  private static final String ONE = "rules: [{name: one, subscribe: [a]}]";
  private static final String TWO =
      "rules: [{name: one, subscribe: [a]}, {name: two, subscribe: [b]}]";

  @TempDir Path folder;

  private final AtomicInteger changes = new AtomicInteger();
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("policy.yaml"), ONE);
  }

  private Policies policies() {
    var policies = Policies.of(file, () -> Instant.EPOCH);
    policies.onChange(changes::incrementAndGet);
    return policies;
  }

  @Test
  void aChangedFileIsInForceAfterTheNextReading() throws IOException {
    var policies = policies();
    policies.refresh();
    assertThat(changes).as("unchanged").hasValue(0);
    Files.writeString(file, TWO);
    policies.refresh();
    assertThat(policies.current().size()).isEqualTo(2);
    assertThat(changes).hasValue(1);
    assertThat(policies.reloads()).isEqualTo(1);
  }

  @Test
  void afterAWrongContentTheLastGoodOneStaysInForce() throws IOException {
    var policies = policies();
    Files.writeString(file, "rules: [{name: one}]");
    policies.refresh();
    policies.refresh();
    assertThat(policies.current().size()).isEqualTo(1);
    assertThat(policies.fault())
        .hasValueSatisfying(it -> assertThat(it).contains("grants nothing"));
    assertThat(policies.failures()).as("once for each content").isEqualTo(1);
    assertThat(changes).hasValue(0);
    Files.writeString(file, ONE);
    policies.refresh();
    assertThat(policies.fault()).isEmpty();
  }

  @Test
  void whileTheFileIsMissingTheLastOneStaysInForceAndItsReturnEndsTheFault() throws IOException {
    var policies = policies();
    Files.delete(file);
    policies.refresh();
    assertThat(policies.current().size()).isEqualTo(1);
    assertThat(policies.fault()).contains("the file does not exist");
    Files.writeString(file, ONE);
    policies.refresh();
    assertThat(policies.fault()).isEmpty();
  }

  @Test
  void aFolderInPlaceOfTheFileAndAFileTooLongAreFaults() throws IOException {
    var policies = policies();
    Files.writeString(file, ONE + "\n" + "#".repeat(Policies.MAX_BYTES));
    policies.refresh();
    assertThat(policies.fault())
        .hasValueSatisfying(it -> assertThat(it).contains("is longer than"));
    Files.delete(file);
    Files.createDirectory(file);
    policies.refresh();
    assertThat(policies.fault())
        .hasValueSatisfying(it -> assertThat(it).contains("cannot be read"));
    assertThat(policies.current().size()).isEqualTo(1);
  }

  @Test
  void aFaultyFileEndsTheStart() throws IOException {
    Files.writeString(file, "rules: 1");
    assertThatThrownBy(this::policies)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tidings.policy.file " + file + ": 'rules' must be a list");
    Files.delete(file);
    assertThatThrownBy(this::policies).hasMessageEndingWith("the file does not exist");
  }
}
