package tidings.runs.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.conversation.store.Database;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunKind;
import tidings.runs.run.RunState;
import tidings.runs.run.Runs;
import tidings.runs.run.TestRuns;

/** Rounds in a real H2, and the ends of their runs. */
class RoundRecorderIT {

  private static final Caller ALICE =
      new Caller("alice", Set.of(), Grants.NONE, null, Instant.parse("2100-01-01T00:00:00Z"));

  @TempDir private Path folder;

  private final Runs runs = TestRuns.runs();
  private Database database;
  private Conversations conversations;
  private String conversation;

  @BeforeEach
  void open() {
    var url = "jdbc:h2:file:" + folder.resolve("kept").toAbsolutePath();
    database =
        Database.open(
            new DatabaseSettings(url, null, null, 5, Duration.ofSeconds(30), "here"),
            Clock.systemUTC());
    conversations = new Conversations(database, Clock.systemUTC());
    conversation = conversations.create("alice", Kind.CHAT, "Chat").id();
  }

  @AfterEach
  void close() {
    runs.close();
    database.close();
  }

  private Round round() {
    return conversations.rounds("alice", conversation).getFirst();
  }

  /** The run is stopped at its end, while its text is being saved. */
  @Test
  void cancelDuringTheSaveOfARunIsTooLate() {
    var saving = new CountDownLatch(1);
    var saved = new CompletableFuture<Void>();
    var over = new CountDownLatch(1);
    var run =
        runs.start(
            runs.newId(),
            ALICE,
            RunKind.CHAT,
            () -> conversation,
            "plain",
            it -> {
              var transcript = new RoundTranscript();
              transcript.add(Messages.user("Hi"));
              RoundRecorder.begin(
                  conversations,
                  it,
                  conversation,
                  transcript,
                  () -> {
                    saving.countDown();
                    saved.join();
                    return null;
                  });
              transcript.add(Messages.assistant("Hello"));
              saving.await();
              over.countDown();
            });
    Awaitility.await("its work is over").until(() -> over.getCount() == 0);
    runs.cancel(run.journal());
    saved.complete(null);
    Awaitility.await("it has ended").until(() -> run.journal().state() != RunState.RUNNING);
    assertThat(run.journal().state()).isEqualTo(RunState.COMPLETED);
    assertThat(round().state()).isEqualTo(RoundState.COMPLETED);
    assertThat(round().messages())
        .containsExactly(Messages.user("Hi"), Messages.assistant("Hello"));
  }

  @Test
  void aRoundWhoseRunWasLostHasFailed() {
    var info =
        new RunInfo("r-lost", "alice", RunKind.CHAT, conversation, "plain", "gone", Instant.EPOCH);
    conversations.begin("alice", conversation, "r-lost", "gone", List.of());
    try (var lost = new OrphanedRounds(conversations)) {
      lost.end(info);
      Awaitility.await().until(() -> round().state() == RoundState.FAILED);
    }
  }
}
