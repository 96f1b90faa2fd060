package tidings.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What holds of conversations on whatever database they are kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConversationsContract {

  private Database database;
  private Conversations conversations;
  private String alice;

  /** An empty database. */
  abstract DatabaseSettings settings();

  @BeforeAll
  void open() {
    database = Database.open(settings(), Clock.systemUTC());
    conversations = new Conversations(database, Clock.systemUTC());
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** An owner of each test's own. */
  @BeforeEach
  void name(TestInfo test) {
    alice = "alice of " + test.getDisplayName();
  }

  private static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
  }

  @Test
  void aRoundIsReadAsItWasSaved() {
    var id = conversations.create(alice, Kind.CHAT, "Hello").id();
    var asked = message("user", "Hi");
    var round = conversations.begin(alice, id, "r-1", "node", List.of(asked)).orElseThrow();
    assertThat(conversations.save(round, List.of(asked, message("assistant", "Hel")), null))
        .isTrue();
    var messages = List.of(asked, message("assistant", "Hello!"));
    assertThat(conversations.save(round, messages, null)).isTrue();
    assertThat(conversations.end(round, RoundState.COMPLETED, new Usage(1, 2, 3))).isTrue();

    var rounds = conversations.rounds(alice, id);
    assertThat(rounds).hasSize(1);
    assertThat(rounds.getFirst().messages()).isEqualTo(messages);
    assertThat(rounds.getFirst().state()).isEqualTo(RoundState.COMPLETED);
    assertThat(conversations.find(alice, id).orElseThrow().usage()).isEqualTo(new Usage(1, 2, 3));
    assertThat(conversations.find("bob", id)).isEmpty();
  }
}
