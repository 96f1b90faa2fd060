package tidings.it.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tidings.it.support.ChildProcess;
import tidings.it.support.Json;

/** A client in a process of Node, whose script prints the dispatched events. */
record NodeSubject(ChildProcess process) implements SseSubject {

  private static final Path CLIENT =
      Path.of("frontend/packages/client/dist/index.js").toAbsolutePath();

  /** A script of the project {@code sse}, on the Node that the project brings. */
  static SseSubject.Opener script(String script, String... arguments) {
    return task ->
        new NodeSubject(NodeProject.named("sse").start(script, environment(task), arguments));
  }

  /** Like {@link #script}, on the Node of the build. */
  static SseSubject.Opener onTheBuildsNode(String script, String... arguments) {
    return task ->
        new NodeSubject(
            NodeProject.named("sse").startOnTheBuildsNode(script, environment(task), arguments));
  }

  private static Map<String, String> environment(Task task) {
    return Map.of(
        "STREAMS", Json.write(task.urls()),
        "TOKEN", task.token(),
        "CLIENT_MODULE", CLIENT.toUri().toString());
  }

  @Override
  public List<Seen> seen() {
    return process
        .output()
        .lines()
        .filter(line -> line.startsWith("{\"stream\""))
        .map(line -> seen(Json.read(line)))
        .toList();
  }

  private static Seen seen(JsonNode json) {
    return new Seen(
        json.get("stream").textValue(),
        json.get("type").textValue(),
        json.get("data").textValue(),
        json.get("id").textValue());
  }

  @Override
  public String complaints() {
    return process.output();
  }

  @Override
  public void close() {
    process.terminate(); // so that a browser stops with its script
    if (!process.exits(Duration.ofSeconds(10))) {
      process.kill();
    }
  }
}
