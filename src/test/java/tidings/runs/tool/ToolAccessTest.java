package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;

class ToolAccessTest {

  private static Caller in(String... groups) {
    return new Caller("alice", Set.of(groups), Grants.NONE, null, Instant.MAX);
  }

  @Test
  void callerNeedsOneOfTheGroupsOfAServerThatHasSome() {
    var access = ToolAccess.of(List.of("crm= advisers | cn=bankers ,ou=x", "builtin=staff"));
    assertThat(access.mayUse(in("advisers"), "crm")).isTrue();
    assertThat(access.mayUse(in("cn=bankers ,ou=x"), "crm")).isTrue();
    assertThat(access.mayUse(in("staff", "Advisers"), "crm")).isFalse();
    assertThat(access.mayUse(in(), "builtin")).isFalse();
    assertThat(access.mayUse(in(), "own")).isTrue();
    assertThat(ToolAccess.EVERYBODY.mayUse(in(), "crm")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crm", "crm=", "crm=|", "=staff", ""})
  void invalidServerWithGroupsIsRejected(String text) {
    assertThatThrownBy(() -> ToolAccess.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tidings.tools.groups must be a comma list of server=group|group, but has '%s'"
                .formatted(text));
  }

  @Test
  void serverIsNamedOnce() {
    assertThatThrownBy(() -> ToolAccess.of(List.of("crm=a", "crm=b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tidings.tools.groups names the server '")
        .hasMessageEndingWith("' twice");
  }
}
