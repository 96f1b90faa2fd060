package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.it.support.McpOverHttp;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;

/** Tools of several servers, over a real MCP server that offers some tools of the same names. */
class ToolboxTest {

  private static final Caller ALICE = caller("staff");
  private static final Caller BOB = caller();

  private final McpOverHttp remote = McpOverHttp.start();
  private final McpSettings servers =
      new McpSettings(
          List.of(
              new McpSettings.Server("one", remote.url()),
              new McpSettings.Server("two", remote.url())),
          Duration.ofSeconds(2),
          Set.of());

  @AfterEach
  void close() {
    remote.close();
  }

  private static Caller caller(String... groups) {
    return new Caller("alice", Set.of(groups), Grants.NONE, null, Instant.MAX);
  }

  private record Named(String name) implements Tool {
    @Override
    public String description() {
      return "called " + name;
    }

    @Override
    public ObjectNode parameters() {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public String call(ObjectNode arguments, Caller caller) {
      return name;
    }
  }

  private Toolbox toolbox(ToolAccess access, String... builtIn) {
    var tools = Stream.of(builtIn).<Tool>map(Named::new).toList();
    return new Toolbox(
        tools,
        user -> List.of(new Named("calculator"), new Named(user)),
        servers,
        access,
        new RecordingTrail(false));
  }

  private static List<String> names(List<Tool> tools) {
    return tools.stream().map(Tool::name).toList();
  }

  @Test
  void noOtherToolHasTheNameOfABuiltInOne() throws InterruptedException {
    try (var toolbox = toolbox(ToolAccess.EVERYBODY, "calculator", "twice")) {
      assertThat(names(toolbox.of(List.of("own", "one", "builtin"), ALICE)))
          .containsExactly("own_calculator", "alice", "one_twice", "wait", "calculator", "twice");
      assertThat(names(toolbox.of(List.of("own"), ALICE)))
          .as("also if the built-in one is not requested")
          .containsExactly("own_calculator", "alice");
    }
  }

  @Test
  void laterOfTwoToolsWithOneNameIsCalledAfterItsServer() throws InterruptedException {
    try (var toolbox = toolbox(ToolAccess.EVERYBODY)) {
      var tools = toolbox.of(List.of("one", "two"), ALICE);
      assertThat(names(tools)).containsExactly("twice", "wait", "two_twice", "two_wait");
    }
  }

  @Test
  void noToolIsLostWhereTheNameWithTheServerIsTakenToo() throws InterruptedException {
    try (var toolbox = toolbox(ToolAccess.EVERYBODY, "twice", "one_twice")) {
      assertThat(names(toolbox.of(List.of("one"), ALICE))).containsExactly("one_one_twice", "wait");
    }
  }

  @Test
  void serverOfOtherGroupsIsNotThere() throws InterruptedException {
    var access = ToolAccess.of(List.of("one=staff", "own=staff", "builtin=staff"));
    try (var toolbox = toolbox(access, "clock")) {
      assertThat(toolbox.names(ALICE)).containsExactly("builtin", "own", "one", "two");
      assertThat(toolbox.names(BOB)).containsExactly("two");
      var all = List.of("builtin", "own", "one", "two", "three");
      assertThat(toolbox.unknown(all, ALICE)).containsExactly("three");
      assertThat(toolbox.unknown(all, BOB)).containsExactly("builtin", "own", "one", "three");
      for (var name : List.of("builtin", "own", "one", "three")) {
        assertThatThrownBy(() -> toolbox.of(List.of(name), BOB))
            .isInstanceOf(ToolException.class)
            .hasMessage("unknown tool server '%s'".formatted(name));
      }
      assertThat(names(toolbox.of(List.of("two"), BOB))).containsExactly("twice", "wait");
    }
  }

  @Test
  void groupsOfAServerThatIsNotThereStopTheStart() {
    assertThatThrownBy(() -> toolbox(ToolAccess.of(List.of("owm=staff"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tidings.tools.groups: unknown tool server 'owm'");
  }
}
