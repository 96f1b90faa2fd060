package tidings.runs.conversation.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import tidings.platform.database.DatabaseSettings;
import tidings.runs.conversation.Kind;

/**
 * A process that streams an answer until it is killed: one more word with each save, and after it a
 * tool's message with the number of words. Prints its saves.
 */
final class Streaming {

  static final String OWNER = "streaming";
  static final String NODE = "mortal";

  private Streaming() {}

  static DatabaseSettings settings(String url) {
    return new DatabaseSettings(url, null, null, 5, Duration.ofSeconds(30), NODE);
  }

  public static void main(String[] args) {
    var database = Database.open(settings(args[0]), Clock.systemUTC());
    var conversations = new Conversations(database, Clock.systemUTC());
    var id = conversations.create(OWNER, Kind.CHAT, "streamed").id();
    var asked = ConversationsContract.message("user", "Count!");
    var round = conversations.begin(OWNER, id, "r-1", NODE, List.of(asked)).orElseThrow();
    System.out.println(id);
    var words = new StringBuilder();
    long begin = System.nanoTime();
    for (int n = 1; ; n++) {
      words.append(n).append(' ');
      var answer = ConversationsContract.message("assistant", words.toString());
      var count = ConversationsContract.message("tool", String.valueOf(n));
      if (!conversations.save(round, List.of(asked, answer, count), null)) {
        return;
      }
      System.out.println(n + " " + Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
  }
}
