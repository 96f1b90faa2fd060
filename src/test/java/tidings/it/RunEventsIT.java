package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** The states of runs as ordinary events. */
@ResourceLock(RunsServer.LOCK)
class RunEventsIT {

  private static final String CHAT = "/api/chat/completions";

  @Test
  void aRunIsReportedToItsOwnerInEveryTabAndToNoOtherUser() {
    var owner = RunsServer.client("teller");
    var admin = Client.of(RunsServer.get(), Claims.of("nosy").inGroups("admin", "publisher"));
    try (var one = owner.stream("types=run.*");
        var two = owner.stream("types=run.*");
        var other = admin.stream("types=run.*,last")) {
      for (var stream : List.of(one, two, other)) {
        stream.await("tidings.open");
      }
      String run;
      String conversation;
      try (var completed = RunStream.post(owner, CHAT, RunsServer.chat("plain", "tell me"))) {
        completed.whole();
        run = completed.run();
        conversation = completed.conversation();
      }
      one.awaitEvents(2); // its end is reported after [DONE]
      try (var failed = RunStream.post(owner, CHAT, RunsServer.chat("error", "tell me too"))) {
        failed.whole();
      }
      one.awaitEvents(4);
      try (var stopped = RunStream.post(owner, CHAT, RunsServer.chat("gate", "gate=told"))) {
        stopped.awaitData("run_started");
        owner.post("/api/runs/" + stopped.run() + "/cancel", Client.JSON, "");
        stopped.whole();
      }
      for (var stream : List.of(one, two)) {
        var events = stream.awaitEvents(6);
        assertEquals(
            List.of(
                "run.started",
                "run.completed",
                "run.started",
                "run.failed",
                "run.started",
                "run.cancelled"),
            events.stream().map(SseEvent::type).toList());
        assertEquals(
            Json.read(
                Json.write(
                    Map.of(
                        "run_id", run,
                        "conversation_id", conversation,
                        "kind", "chat",
                        "model", "plain",
                        "state", "completed"))),
            events.get(1).json());
      }
      admin.publish(Map.of("type", "last", "data", 1));
      assertEquals(List.of("last"), other.awaitEvents(1).stream().map(SseEvent::type).toList());
    }
  }
}
