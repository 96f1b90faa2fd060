package tidings.runs.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.QuotaExceededException;
import tidings.platform.limits.ReadLimits;
import tidings.platform.limits.StorageLimits;
import tidings.platform.limits.TokenBudget;
import tidings.platform.limits.TokenBudgetSettings;
import tidings.platform.security.Revocation;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationQuery;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.PageCursor;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.Status;
import tidings.runs.run.Usage;

/** The properties of conversations on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConversationsContract {

  private static final String NODE = "here";
  private static final Usage SIX = new Usage(1, 5, 6);

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

  private Map<String, String> revocations(Instant now) {
    var known = new ConcurrentHashMap<String, String>();
    var table = new RevocationTable(database, value -> Revocation.isOver(value, now));
    table.follow(known::put);
    Awaitility.await("the table is read").until(() -> table.error().isEmpty());
    table.close();
    return known;
  }

  @Test
  void revocationsOutliveTheNodeUntilTheyAreOver() {
    var soon = Instant.parse("2030-01-01T00:00:00Z");
    var changes = new ConcurrentHashMap<String, String>();
    try (var table = new RevocationTable(database, value -> Revocation.isOver(value, soon))) {
      assertThat(table.error()).hasValueSatisfying(why -> assertThat(why).contains("not been"));
      table.follow(changes::put);
      table.put("user:Doe, Jane \uD83D\uDE00", "2999-01-01T00:00:00Z");
      table.put("user:" + "u".repeat(1024), Instant.MAX.toString());
      table.put("token:lifted", "2999-01-01T00:00:00Z");
      table.put("token:lifted", "1970-01-01T00:00:00Z");
      table.put("token:soon", "2030-01-01T00:00:01Z");
    }
    assertThat(changes).hasSize(4).containsEntry("token:lifted", "1970-01-01T00:00:00Z");
    assertThat(revocations(soon))
        .containsOnlyKeys("user:Doe, Jane \uD83D\uDE00", "user:" + "u".repeat(1024), "token:soon");
    var later = soon.plusSeconds(1);
    assertThat(revocations(later)).hasSize(2).doesNotContainKey("token:soon");
    assertThat(revocations(soon)).as("expired ones are deleted").hasSize(2);
  }

  /** A separate owner for each test. */
  @BeforeEach
  void name(TestInfo test) {
    alice = "alice of " + test.getDisplayName();
  }

  static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
  }

  private static ObjectNode object(String name, int value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  private String chat() {
    return conversations.create(alice, Kind.CHAT, "Chat").id();
  }

  private Round begin(String id, ObjectNode... first) {
    return conversations.begin(alice, id, "r-1", NODE, List.of(first)).orElseThrow();
  }

  /** A round that has ended, with a message and a usage. */
  private Round ended(String id, String content) {
    var round = begin(id, message("user", content));
    assertThat(conversations.end(round, RoundState.COMPLETED, SIX)).isTrue();
    return round;
  }

  private Conversation find(String id) {
    return conversations.find(alice, id).orElseThrow();
  }

  @Test
  void aConversationIsFoundAsItWasMade() {
    var made = conversations.create(alice, Kind.AGENT, "  Two\nlines \u0000 of it ");

    assertThat(find(made.id())).isEqualTo(made);
    assertThat(made.id()).matches("cv-[\\w-]{22}");
    assertThat(made.title()).isEqualTo("Two lines of it");
    assertThat(made.status()).isEqualTo(Status.ACTIVE);
    assertThat(made.kind()).isEqualTo(Kind.AGENT);
    assertThat(made.usage()).isEqualTo(Usage.NONE);
    assertThat(made.tags()).isEmpty();
  }

  @Test
  void aTitleIsCutBetweenCharacters() {
    var title = conversations.create(alice, Kind.CHAT, "x".repeat(199) + "😀").title();
    assertThat(title).isEqualTo("x".repeat(199));
    assertThat(conversations.create(alice, Kind.CHAT, " \n").title()).isEqualTo("Untitled");
  }

  @Test
  void aRoundIsReadAsItWasSavedLast() {
    var id = chat();
    var asked = message("user", "Hi");
    var round = begin(id, asked);
    assertThat(round.state()).isEqualTo(RoundState.RUNNING);
    assertThat(conversations.save(round, List.of(asked, message("assistant", "Hel")), null))
        .isTrue();
    var answered = message("assistant", "Hello!").put("reasoning_content", "polite");
    answered.putArray("tool_calls").addObject().put("id", "t1").put("n", 12345678901234567L);
    var messages = List.of(asked, answered, message("tool", "3"));
    assertThat(conversations.save(round, messages, object("level", 2))).isTrue();
    assertThat(conversations.rounds(alice, id).getFirst().messages()).isEqualTo(messages);
    assertThat(conversations.save(round, messages.subList(0, 2), null)).isTrue();
    assertThat(conversations.end(round, RoundState.COMPLETED, SIX)).isTrue();

    assertThat(conversations.rounds(alice, id)).hasSize(1);
    var read = conversations.rounds(alice, id).getFirst();
    assertThat(read.messages()).isEqualTo(messages.subList(0, 2));
    assertThat(read.detail()).isEqualTo(object("level", 2));
    assertThat(read.state()).isEqualTo(RoundState.COMPLETED);
    assertThat(read.usage()).isEqualTo(SIX);
    assertThat(read.started()).isEqualTo(round.started());
    assertThat(read.ended()).isAfterOrEqualTo(round.started());
    assertThat(List.of(read.runId(), read.node())).containsExactly("r-1", NODE);
    assertThat(find(id).usage()).isEqualTo(SIX);
    assertThat(find(id).rounds()).isEqualTo(1);
  }

  @Test
  void aRoundThatHasEndedStaysAsItIs() {
    var id = chat();
    var round = ended(id, "first");

    assertThat(conversations.save(round, List.of(message("user", "late")), null)).isFalse();
    assertThat(conversations.end(round, RoundState.FAILED, SIX)).isFalse();

    var read = conversations.rounds(alice, id).getFirst();
    assertThat(read.messages()).containsExactly(message("user", "first"));
    assertThat(read.state()).isEqualTo(RoundState.COMPLETED);
    assertThat(find(id).usage()).isEqualTo(SIX);
    assertThatThrownBy(() -> conversations.end(round, RoundState.RUNNING, SIX))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyOutputOfAModelIsStored() {
    var id = chat();
    var long2m = "ä€😀x".repeat(400_000);
    var odd = message("assistant", "nul \u0000 quote \" backslash \\ line\nend");
    var round = begin(id, message("user", long2m), odd);
    assertThat(conversations.rounds(alice, id).getFirst().messages())
        .isEqualTo(List.of(message("user", long2m), odd));
    // A surrogate pair that the stream has split is complete with the next save.
    assertThat(conversations.save(round, List.of(message("assistant", "half \ud83d")), null))
        .isTrue();
    assertThat(conversations.save(round, List.of(message("assistant", "half 😀")), null)).isTrue();
    assertThat(conversations.rounds(alice, id).getFirst().messages())
        .containsExactly(message("assistant", "half 😀"));
  }

  @Test
  void anothersConversationIsAsIfItWereNot() {
    var id = chat();
    ended(id, "secret");

    assertThat(conversations.find("bob", id)).isEmpty();
    assertThat(conversations.read("bob", id)).isEmpty();
    assertThat(conversations.rounds("bob", id)).isEmpty();
    assertThat(conversations.begin("bob", id, "r", NODE, List.of())).isEmpty();
    assertThat(conversations.rename("bob", id, "mine")).isEmpty();
    assertThat(conversations.tag("bob", id, List.of("mine"))).isEmpty();
    assertThat(conversations.move("bob", id, Status.DELETED)).isEmpty();
    assertThat(conversations.compact("bob", id, 1, message("system", "nothing"))).isEmpty();
    assertThat(conversations.delete("bob", id)).isFalse();
    assertThat(conversations.search("bob", "secret", 10)).isEmpty();
    assertThat(conversations.list("bob", ConversationQuery.newest(200)).conversations())
        .extracting(Conversation::id)
        .doesNotContain(id);

    assertThat(find(id).title()).isEqualTo("Chat");
    assertThat(conversations.rounds(alice, id).getFirst().messages())
        .containsExactly(message("user", "secret"));
  }

  @Test
  void runsThatWriteAtOnceHaveRoundsOfTheirOwn() throws Exception {
    var id = chat();
    var work = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < 40; i++) {
      var text = "run " + i;
      work.add(
          () -> {
            var round = begin(id, message("user", text));
            assertThat(conversations.save(round, List.of(message("user", text + "!")), null))
                .isTrue();
            assertThat(conversations.end(round, RoundState.COMPLETED, SIX)).isTrue();
            return round.number();
          });
    }
    var numbers = atOnce(work);

    var all = IntStream.rangeClosed(1, 40).boxed().toList();
    assertThat(numbers).containsExactlyInAnyOrderElementsOf(all);
    var rounds = conversations.rounds(alice, id);
    assertThat(rounds).extracting(Round::number).isEqualTo(all);
    assertThat(rounds).extracting(round -> round.messages().size()).containsOnly(1);
    assertThat(find(id).rounds()).isEqualTo(40);
    assertThat(find(id).usage()).isEqualTo(new Usage(40, 200, 240));
  }

  private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (var future : threads.invokeAll(work)) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          throw new AssertionError(e);
        }
      }
      return results;
    }
  }

  /** A run is cancelled by an interrupt, and still saves its messages. */
  @Test
  void anInterruptedThreadSavesAndStaysInterrupted() {
    var id = chat();
    var round = begin(id);
    Thread.currentThread().interrupt();
    boolean saved = conversations.save(round, List.of(message("assistant", "part")), null);
    boolean ended = conversations.end(round, RoundState.CANCELLED, SIX);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(saved && ended).isTrue();
    var read = conversations.rounds(alice, id).getFirst();
    assertThat(read.state()).isEqualTo(RoundState.CANCELLED);
    assertThat(read.messages()).containsExactly(message("assistant", "part"));
  }

  @Test
  void aSummaryStandsForTheRoundsItReplaces() {
    var id = chat();
    IntStream.rangeClosed(1, 5).forEach(n -> ended(id, "question " + n));
    var summary = message("system", "four questions");

    var made = conversations.compact(alice, id, 4, summary).orElseThrow();

    assertThat(made.number()).isEqualTo(4);
    assertThat(made.messages()).containsExactly(summary);
    assertThat(made.usage()).isEqualTo(new Usage(4, 20, 24));
    assertThat(made.detail()).hasToString("{\"summary\":{\"rounds\":4}}");
    assertThat(conversations.rounds(alice, id)).extracting(Round::number).containsExactly(4, 5);
    assertThat(conversations.rounds(alice, id).getFirst()).isEqualTo(made);
    assertThat(find(id).rounds()).isEqualTo(5);
    assertThat(find(id).usage()).isEqualTo(new Usage(5, 25, 30));
    assertThat(conversations.search(alice, "question 2", 5)).isEmpty();
    assertThat(conversations.search(alice, "question 5", 5)).hasSize(1);

    assertThat(ended(id, "question 6").number()).isEqualTo(6);
    var again = conversations.compact(alice, id, 6, message("system", "six")).orElseThrow();
    assertThat(again.usage()).isEqualTo(new Usage(6, 30, 36));
    assertThat(conversations.rounds(alice, id)).hasSize(1);
  }

  @Test
  void nothingIsSummedUpThatRunsOrIsNotThere() {
    var id = chat();
    ended(id, "one");
    var running = begin(id, message("user", "two"));
    ended(id, "three");
    var summary = message("system", "summary");

    assertThat(conversations.compact(alice, id, 2, summary)).isEmpty();
    assertThat(conversations.compact(alice, id, 3, summary)).isEmpty();
    assertThat(conversations.compact(alice, id, 4, summary)).isEmpty();
    assertThat(conversations.compact(alice, id, 0, summary)).isEmpty();
    assertThat(conversations.rounds(alice, id)).hasSize(3);
    assertThat(conversations.compact(alice, id, 1, summary)).isPresent();
    assertThat(conversations.save(running, List.of(message("user", "on")), null)).isTrue();
    assertThat(conversations.rounds(alice, id)).hasSize(3);
  }

  @Test
  void deletedConversationIsGoneAndItsRunsStopSaving() {
    var id = chat();
    ended(id, "needle");
    var running = begin(id, message("user", "needle"));

    assertThat(conversations.delete(alice, id)).isTrue();

    assertThat(conversations.delete(alice, id)).isFalse();
    assertThat(conversations.find(alice, id)).isEmpty();
    assertThat(conversations.rounds(alice, id)).isEmpty();
    assertThat(conversations.search(alice, "needle", 5)).isEmpty();
    assertThat(conversations.save(running, List.of(message("user", "on")), null)).isFalse();
    assertThat(conversations.end(running, RoundState.COMPLETED, SIX)).isFalse();
    assertThat(conversations.begin(alice, id, "r-2", NODE, List.of())).isEmpty();
  }

  /** Deleting, saving, ending and compacting lock in one order: no deadlock. */
  @Test
  void deletionDuringWritesStopsNoOtherRun() throws Exception {
    for (int turn = 0; turn < 5; turn++) {
      var id = chat();
      var work = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 6; i++) {
        var round = begin(id, message("user", "q"));
        work.add(
            () -> {
              boolean last = true;
              for (int n = 0; n < 10 && last; n++) {
                last = conversations.save(round, List.of(message("assistant", "a" + n)), null);
              }
              return conversations.end(round, RoundState.COMPLETED, SIX);
            });
      }
      work.add(() -> conversations.compact(alice, id, 3, message("system", "s")).isPresent());
      work.add(() -> conversations.delete(alice, id));

      assertThat(atOnce(work).getLast()).isTrue();
      assertThat(conversations.find(alice, id)).isEmpty();
    }
  }

  @Test
  void changesOfTheOwnerAreStored() {
    var id = chat();
    var created = find(id);

    conversations.rename(alice, id, "Apples");
    conversations.tag(alice, id, List.of("fruit", "a,b", "fruit"));
    var changed = conversations.move(alice, id, Status.FAVOURITE).orElseThrow();

    assertThat(find(id)).isEqualTo(changed);
    assertThat(changed.title()).isEqualTo("Apples");
    assertThat(changed.tags()).containsExactly("fruit", "a,b");
    assertThat(changed.status()).isEqualTo(Status.FAVOURITE);
    assertThat(changed.created()).isEqualTo(created.created());
    assertThat(changed.updated()).isAfterOrEqualTo(created.updated());
    var all = new ConversationChange("Pears", List.of(), Status.ACTIVE);
    assertThat(conversations.change(alice, id, all).orElseThrow().tags()).isEmpty();
    assertThatThrownBy(() -> conversations.tag(alice, id, List.of("x".repeat(21))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePagesOfAListHoldEachConversationOnce() {
    var made = IntStream.range(0, 25).mapToObj(n -> chat()).toList();
    conversations.rename(alice, made.get(3), "touched last");
    var query = ConversationQuery.newest(10);
    var seen = new ArrayList<Conversation>();
    var sizes = new ArrayList<Integer>();
    var page = conversations.list(alice, query);
    while (true) {
      seen.addAll(page.conversations());
      sizes.add(page.conversations().size());
      var next = page.next();
      if (next == null) {
        break;
      }
      var text = PageCursor.parse(next.toString()).orElseThrow();
      page = conversations.list(alice, query.after(text));
    }

    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(seen).extracting(Conversation::id).containsExactlyInAnyOrderElementsOf(made);
    assertThat(seen.getFirst().title()).isEqualTo("touched last");
    assertThat(seen)
        .extracting(Conversation::updated)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(conversations.list(alice, ConversationQuery.newest(25)).next()).isNull();
  }

  @Test
  void aListIsOfTheKindStatusAndTagAskedFor() {
    var chat = chat();
    var graph = conversations.create(alice, Kind.GRAPH, "Graph").id();
    var binned = chat();
    conversations.move(alice, binned, Status.DELETED);
    conversations.move(alice, graph, Status.FAVOURITE);
    conversations.tag(alice, graph, List.of("work", "100%"));
    conversations.tag(alice, chat, List.of("homework"));

    assertThat(ids(null, ConversationQuery.KEPT, null)).containsExactlyInAnyOrder(chat, graph);
    assertThat(ids(null, Set.of(Status.DELETED), null)).containsExactly(binned);
    assertThat(ids(Kind.GRAPH, ConversationQuery.KEPT, null)).containsExactly(graph);
    assertThat(ids(null, ConversationQuery.KEPT, "work")).containsExactly(graph);
    assertThat(ids(null, ConversationQuery.KEPT, "100%")).containsExactly(graph);
    assertThat(ids(null, ConversationQuery.KEPT, "1%")).isEmpty();
    assertThat(ids(Kind.CHAT, ConversationQuery.KEPT, "work")).isEmpty();
  }

  private List<String> ids(@Nullable Kind kind, Set<Status> statuses, @Nullable String tag) {
    var query = new ConversationQuery(kind, statuses, tag, null, null, 50);
    return conversations.list(alice, query).conversations().stream().map(Conversation::id).toList();
  }

  @Test
  void aSearchLooksAtTitlesAndWords() {
    var titled = conversations.create(alice, Kind.CHAT, "Grüne ÄPFEL").id();
    var said = chat();
    ended(said, "I have 50%_off \"Äpfel\" and\ttabs");
    var parts = JsonNodeFactory.instance.objectNode().put("role", "user");
    parts.putArray("content").addObject().put("type", "text").put("text", "an Apfel here");
    var inParts = chat();
    begin(inParts, parts);

    assertThat(found("äpfel")).containsExactlyInAnyOrder(titled, said);
    assertThat(found("GRÜNE")).containsExactly(titled);
    assertThat(found("50%_off \"ä")).containsExactly(said);
    assertThat(found("and\ttabs")).containsExactly(said);
    assertThat(found("an apfel")).containsExactly(inParts);
    assertThat(found("5%f")).isEmpty();
    assertThat(found("e!")).isEmpty();
    assertThat(found("content")).as("the name of a field").isEmpty();
    conversations.move(alice, titled, Status.DELETED);
    assertThat(found("grüne")).as("in the bin").isEmpty();
  }

  private List<String> found(String text) {
    return conversations.search(alice, text, 10).stream().map(Conversation::id).toList();
  }

  @Test
  void roundsThatANodeLeftRunningAreFailed() {
    var id = chat();
    var started = Clock.fixed(database.started().minusSeconds(60), ZoneOffset.UTC);
    var earlier = new Conversations(database, started);
    earlier.begin(alice, id, "r-old", "gone", List.of(message("user", "old")));
    earlier.begin(alice, id, "r-other", "another", List.of(message("user", "other")));
    var ended = earlier.begin(alice, id, "r-ended", "gone", List.of()).orElseThrow();
    earlier.end(ended, RoundState.COMPLETED, SIX);
    conversations.begin(alice, id, "r-new", "gone", List.of(message("user", "new")));

    assertThat(conversations.abandon("gone")).isEqualTo(1);

    assertThat(conversations.rounds(alice, id))
        .extracting(Round::state)
        .containsExactly(
            RoundState.FAILED, RoundState.RUNNING, RoundState.COMPLETED, RoundState.RUNNING);
    var old = conversations.rounds(alice, id).getFirst();
    assertThat(old.messages()).containsExactly(message("user", "old"));
    assertThat(old.ended()).isNotNull();
    assertThat(conversations.abandon("gone")).isZero();
  }

  @Test
  void theRoundOfARunThatWasLostHasFailedWithWhatWasSaved() {
    var id = chat();
    var round = conversations.begin(alice, id, "r-lost", "gone", List.of(message("user", "a")));
    conversations.begin(alice, id, "r-other", "gone", List.of(message("user", "b")));

    assertThat(conversations.fail(id, "r-lost")).isTrue();
    assertThat(conversations.fail(id, "r-lost")).isFalse();
    assertThat(conversations.fail("cv-elsewhere", "r-lost")).isFalse();

    var rounds = conversations.rounds(alice, id);
    assertThat(rounds)
        .extracting(Round::state)
        .containsExactly(RoundState.FAILED, RoundState.RUNNING);
    assertThat(rounds.getFirst().messages()).containsExactly(message("user", "a"));
    assertThat(rounds.getFirst().ended()).isNotNull();
    assertThat(conversations.save(round.orElseThrow(), List.of(), null))
        .as("its node, if it lives after all")
        .isFalse();
  }

  @Test
  void aGraphIsItsOwnersAndSavedInPlaceOfTheFormer() {
    var graphs = new Definitions(database, Clock.systemUTC());
    var first = graphs.save(alice, Definition.Kind.GRAPH, "b", object("v", 1));
    var second = graphs.save(alice, Definition.Kind.GRAPH, "b", object("v", 2));
    graphs.save(alice, Definition.Kind.GRAPH, "a", object("v", 3));
    graphs.save("bob", Definition.Kind.GRAPH, "b", object("v", 4));

    assertThat(graphs.find(alice, Definition.Kind.GRAPH, "b")).contains(second);
    assertThat(second.definition()).isEqualTo(object("v", 2));
    assertThat(second.created()).isEqualTo(first.created());
    assertThat(graphs.list(alice, Definition.Kind.GRAPH))
        .extracting(Definition::name)
        .containsExactly("a", "b");
    assertThat(graphs.delete(alice, Definition.Kind.GRAPH, "b")).isTrue();
    assertThat(graphs.delete(alice, Definition.Kind.GRAPH, "b")).isFalse();
    assertThat(graphs.find(alice, Definition.Kind.GRAPH, "b")).isEmpty();
    assertThat(graphs.find("bob", Definition.Kind.GRAPH, "b").orElseThrow().definition())
        .isEqualTo(object("v", 4));
    assertThatThrownBy(() -> graphs.save(alice, Definition.Kind.GRAPH, " ", object("v", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    graphs.delete("bob", Definition.Kind.GRAPH, "b");
  }

  private static StorageLimits limits(int items, int conversations, long bytes) {
    return new StorageLimits(
        new StorageLimits.Items("tool", "tools", items, 1000, 2000),
        new StorageLimits.Items("graph", "graphs", items, 1000, 2000),
        1000,
        conversations,
        bytes,
        3 * bytes);
  }

  private Conversations limited(int count, long bytes) {
    var reads = ReadLimits.of(5, Duration.ofSeconds(10));
    return new Conversations(database, Clock.systemUTC(), limits(1, count, bytes), reads);
  }

  private static boolean isAdmitted(Runnable call, String otherwise) {
    try {
      call.run();
      return true;
    } catch (QuotaExceededException e) {
      assertThat(e.limit()).isEqualTo(otherwise);
      return false;
    }
  }

  @Test
  void requestsAtOnceHaveNoMoreConversationsThanTheLimitAllows() throws Exception {
    var work = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 30; i++) {
      var node = limited(10, 1_000_000);
      var own = i % 2 == 0 ? "" : "own-id-" + i + "-" + System.nanoTime();
      work.add(
          () ->
              isAdmitted(() -> node.open(alice, own, Kind.CHAT, "one"), "conversations-per-user"));
    }
    assertThat(atOnce(work).stream().filter(admitted -> admitted)).hasSize(10);
    assertThat(conversations.list(alice, ConversationQuery.newest(50)).conversations()).hasSize(10);

    var one = conversations.list(alice, ConversationQuery.newest(1)).conversations().getFirst();
    conversations.delete(alice, one.id());
    limited(10, 1_000_000).create(alice, Kind.CHAT, "there is room again");
    limited(1, 1_000_000).create("bob of " + alice, Kind.CHAT, "another owner's");
  }

  @Test
  void conversationThatIsFullTakesNoRunUntilItIsCompacted() {
    var node = limited(10, 10_000);
    var id = node.create(alice, Kind.CHAT, "one").id();
    var text = message("user", "x".repeat(4_000));
    ended(id, "x".repeat(4_000));
    assertThat(node.open(alice, id, Kind.CHAT, "")).isPresent();
    var second = begin(id, text);
    assertThat(node.open(alice, id, Kind.CHAT, "")).as("two rounds fit").isPresent();
    assertThat(node.save(second, List.of(text, message("assistant", "ä".repeat(2_000))), null))
        .as("what runs may end")
        .isTrue();
    assertThat(node.end(second, RoundState.COMPLETED, SIX)).isTrue();
    assertThat(isAdmitted(() -> node.open(alice, id, Kind.CHAT, ""), "conversation-bytes"))
        .isFalse();
    assertThat(node.create(alice, Kind.CHAT, "another").id()).isNotEqualTo(id);

    assertThat(node.compact(alice, id, 2, message("system", "two"))).isPresent();
    assertThat(node.open(alice, id, Kind.CHAT, "")).isPresent();
  }

  @Test
  void userWhoseConversationsAreFullBeginsNoneUntilOneIsDeleted() {
    var node = limited(10, 5_000);
    var ids = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      ids.add(chat());
      ended(ids.getLast(), "x".repeat(4_000));
    }
    var full = "conversations-bytes-per-user";
    assertThat(isAdmitted(() -> node.create(alice, Kind.CHAT, "one more"), full)).isFalse();
    assertThat(isAdmitted(() -> node.open(alice, ids.getFirst(), Kind.CHAT, ""), full)).isFalse();

    conversations.delete(alice, ids.getLast());
    assertThat(node.open(alice, ids.getFirst(), Kind.CHAT, "")).isPresent();
  }

  @Test
  void definitionsAreLimitedByNumberAndSizeOfEachAndOfAllForRequestsAtOnce() throws Exception {
    var work = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 20; i++) {
      var name = "tool" + i;
      var node = new Definitions(database, Clock.systemUTC(), limits(5, 1, 1));
      work.add(
          () ->
              isAdmitted(
                  () -> node.save(alice, Definition.Kind.TOOL, name, object("v", 1)),
                  "tools-per-user"));
    }
    assertThat(atOnce(work).stream().filter(admitted -> admitted)).hasSize(5);

    var node = new Definitions(database, Clock.systemUTC(), limits(7, 1, 1));
    var saved = node.list(alice, Definition.Kind.TOOL, Definition::name);
    assertThat(saved).hasSize(5);
    var large = JsonNodeFactory.instance.objectNode().put("v", "x".repeat(992));
    var larger = JsonNodeFactory.instance.objectNode().put("v", "x".repeat(993));
    assertThat(
            isAdmitted(
                () -> node.save(alice, Definition.Kind.TOOL, "larger", larger), "tool-bytes"))
        .isFalse();
    assertThat(node.save(alice, Definition.Kind.TOOL, saved.getFirst(), large)).isNotNull();
    assertThat(
            isAdmitted(
                () -> node.save(alice, Definition.Kind.TOOL, saved.get(1), large),
                "tools-bytes-per-user"))
        .isFalse();
    assertThat(node.save(alice, Definition.Kind.GRAPH, "of another kind", large)).isNotNull();
    assertThat(node.delete(alice, Definition.Kind.TOOL, saved.getFirst())).isTrue();
    assertThat(node.save(alice, Definition.Kind.TOOL, saved.get(1), large)).isNotNull();
  }

  @Test
  void definitionThatManyCreateAtOnceIsCreatedByOne() throws Exception {
    var graphs = new Definitions(database, Clock.systemUTC());
    var work = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 8; i++) {
      int version = i;
      work.add(
          () ->
              graphs.create(alice, Definition.Kind.GRAPH, "one", object("v", version)).isPresent());
    }
    assertThat(atOnce(work).stream().filter(created -> created)).hasSize(1);
  }

  private static final Instant EVENING = Instant.parse("2031-05-06T22:00:00Z");

  private TokenBudget budget(Instant now) {
    var settings = TokenBudgetSettings.of(1000, List.of("team of " + alice + "=1500"));
    return new StoredTokenBudget(database, settings, Clock.fixed(now, ZoneOffset.UTC));
  }

  private boolean mayUse(TokenBudget budget, String user, long tokens) {
    try {
      budget.reserve(user, Set.of("team of " + alice), tokens).settle(tokens);
      return true;
    } catch (OverLimitException e) {
      assertThat(e.retryAfter()).isEqualTo(Duration.ofHours(2));
      return false;
    }
  }

  @Test
  void callsAtOnceUseNoMoreTokensThanTheirBudgetOnAllNodes() throws Exception {
    var work = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 30; i++) {
      var node = budget(EVENING);
      work.add(() -> mayUse(node, alice, 100));
    }
    assertThat(atOnce(work).stream().filter(made -> made)).hasSize(10);

    var left = budget(EVENING).remaining(alice, Set.of()).orElseThrow();
    assertThat(left).isEqualTo(new TokenBudget.Remaining(1000, 0, Duration.ofHours(2)));
    assertThat(mayUse(budget(EVENING), "bob of " + alice, 500)).as("the team has 500").isTrue();
    assertThat(mayUse(budget(EVENING), "carol of " + alice, 1)).as("it has none").isFalse();
    assertThat(budget(EVENING).remaining("dora of " + alice, Set.of()).orElseThrow().remaining())
        .as("a user without a team has the user's budget alone")
        .isEqualTo(1000);
    assertThat(mayUse(budget(EVENING.plus(Duration.ofHours(3))), alice, 100))
        .as("it is another day")
        .isTrue();
  }

  @Test
  void estimateThatWasNotUsedIsGivenBackAndMoreIsTaken() {
    var budget = budget(EVENING);
    var call = budget.reserve(alice, Set.of(), 900);
    assertThat(mayUse(budget, alice, 200)).isFalse();
    call.settle(10);
    assertThat(mayUse(budget, alice, 200)).isTrue();
    budget.reserve(alice, Set.of(), 1).settle(5000);
    assertThat(budget.remaining(alice, Set.of()).orElseThrow().remaining()).isZero();
    assertThat(mayUse(budget, alice, 1)).isFalse();
  }

  @Test
  void refusedCallTakesNothingOfTheOtherBudget() {
    var budget = budget(EVENING);
    var team = Set.of("team of " + alice);
    budget.reserve("bob of " + alice, team, 1000).settle(1000);
    assertThat(mayUse(budget, alice, 600)).as("the team has 500").isFalse();
    assertThat(budget.remaining(alice, Set.of()).orElseThrow().remaining()).isEqualTo(1000);
  }

  /** SQL that would run for minutes. */
  abstract String slowStatement();

  @Test
  void slowStatementIsCancelledAndTheDatabaseContinues() {
    var at = settings();
    var settings =
        new DatabaseSettings(at.url(), null, null, 2, at.timeout(), Duration.ofSeconds(1), "slow");
    try (var limited = Database.open(settings, Clock.systemUTC())) {
      assertThatThrownBy(
              () ->
                  limited.transaction(
                      entities -> entities.createNativeQuery(slowStatement()).getResultList()))
          .isInstanceOf(ConversationsUnavailableException.class)
          .hasMessage("the database took longer than 1000 ms");
      var after = new Conversations(limited, Clock.systemUTC());
      assertThat(after.find(alice, after.create(alice, Kind.CHAT, "after").id())).isPresent();
    }
  }

  @Test
  void aGraphThatManySaveForTheFirstTimeIsSavedByEach() throws Exception {
    var graphs = new Definitions(database, Clock.systemUTC());
    var work = new ArrayList<Callable<String>>();
    for (int i = 0; i < 8; i++) {
      int version = i;
      work.add(() -> graphs.save(alice, Definition.Kind.GRAPH, "one", object("v", version)).name());
    }
    assertThat(atOnce(work)).hasSize(8);
    assertThat(graphs.list(alice, Definition.Kind.GRAPH)).hasSize(1);
  }
}
