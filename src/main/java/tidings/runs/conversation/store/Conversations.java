package tidings.runs.conversation.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.ReadLimits;
import tidings.platform.limits.StorageLimits;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationPage;
import tidings.runs.conversation.ConversationQuery;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.Labels;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.Status;
import tidings.runs.conversation.WholeConversation;
import tidings.runs.run.Usage;

/**
 * The conversations of all users. Another owner's conversation is treated as if it did not exist.
 * Every call is one transaction; calls block, and may come from several threads at once.
 *
 * <p>All throw {@link ConversationsUnavailableException} if the database is unavailable.
 */
@Singleton
public class Conversations {

  private static final int ID_BYTES = 16;

  private final Database database;
  private final Clock clock;
  private final StorageLimits limits;
  private final ReadLimits reads;
  private final SecureRandom random = new SecureRandom();

  private static final String OWN_PREFIX = "cv-";

  /** The maximum length is the width of the column. */
  private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{7,39}");

  /** Creates it without limits. */
  public Conversations(Database database, Clock clock) {
    this(database, clock, StorageLimits.NONE, ReadLimits.none());
  }

  /**
   * @param limits of what one owner stores
   * @param reads limits expensive reads
   */
  @Inject
  public Conversations(Database database, Clock clock, StorageLimits limits, ReadLimits reads) {
    this.database = database;
    this.clock = clock;
    this.limits = limits;
    this.reads = reads;
  }

  /**
   * Creates a conversation.
   *
   * @param title any text: it is shortened, and characters that are not allowed in a title are
   *     removed
   * @throws tidings.platform.limits.QuotaExceededException if the owner is at their limit
   */
  public Conversation create(String owner, Kind kind, String title) {
    var row = new ConversationRow(newId(), owner, kind, Labels.title(title), clock.instant());
    return database.transaction(
        entities -> {
          admitNew(entities, owner);
          entities.persist(row);
          return row.read();
        });
  }

  private void admitNew(EntityManager entities, String owner) {
    OwnerRow.lock(entities, owner);
    var stored = StoredSize.ofConversations(entities, owner);
    limits.requireNewConversation(stored.count(), stored.bytes());
  }

  private String newId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return OWN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * A conversation for the next round.
   *
   * @param isNew whether this call created it
   */
  public record Opened(String id, boolean isNew) {}

  /**
   * Finds the owner's conversation of this id, or creates it if there is none and the id may be
   * chosen by a client: 8 to 40 letters, digits, {@code .}, {@code _} and {@code -}, not of the
   * server's own form. A missing conversation with an id of the server's own form was deleted.
   *
   * @param id empty: a new conversation
   * @param title of a new conversation
   * @return empty if there is none, or it is another owner's
   * @throws tidings.platform.limits.QuotaExceededException if the conversation is full, or the
   *     owner is at their limit
   */
  public Optional<Opened> open(String owner, String id, Kind kind, String title) {
    if (id.isEmpty()) {
      return Optional.of(new Opened(create(owner, kind, title).id(), true));
    }
    return database.transaction(
        entities -> {
          var known = entities.find(ConversationRow.class, id);
          if (known != null) {
            return known.owner.equals(owner)
                ? Optional.of(resume(entities, known))
                : Optional.empty();
          }
          if (id.startsWith(OWN_PREFIX) || !CLIENT_ID.matcher(id).matches()) {
            return Optional.empty();
          }
          admitNew(entities, owner);
          entities.persist(
              new ConversationRow(id, owner, kind, Labels.title(title), clock.instant()));
          entities.flush(); // a concurrent call collides here, and then finds it
          return Optional.of(new Opened(id, true));
        });
  }

  private Opened resume(EntityManager entities, ConversationRow row) {
    limits.requireMore(row.bytes, StoredSize.ofConversations(entities, row.owner).bytes());
    return new Opened(row.id, false);
  }

  public Optional<Conversation> find(String owner, String id) {
    return database.transaction(
        entities -> findOwn(entities, owner, id).map(ConversationRow::read));
  }

  /**
   * A page of the conversations that the query matches, by {@link Conversation#updated}, newest
   * first. A search for a text waits until another search of the same owner has ended.
   *
   * @throws tidings.platform.limits.OverLimitException if too many searches wait, or run for too
   *     long
   */
  public ConversationPage list(String owner, ConversationQuery query) {
    return query.text() == null
        ? page(owner, query)
        : reads.searches().read(owner, () -> page(owner, query));
  }

  private ConversationPage page(String owner, ConversationQuery query) {
    return database.transaction(entities -> Search.page(entities, owner, query));
  }

  /** The newest conversations with this text in title or messages. */
  public List<Conversation> search(String owner, String text, int limit) {
    return list(owner, ConversationQuery.withText(text, limit)).conversations();
  }

  /** All rounds, the oldest first; none if there is no such conversation. */
  public List<Round> rounds(String owner, String id) {
    return read(owner, id).map(WholeConversation::rounds).orElse(List.of());
  }

  /**
   * A part of the conversation with its rounds. A read may need much memory, so the number of
   * concurrent reads is limited for each user and in total.
   *
   * @throws tidings.platform.limits.OverLimitException if too many reads wait, or take too long
   */
  public <T> Optional<T> read(String owner, String id, Function<WholeConversation, T> part) {
    return reads.wholes().read(owner, () -> read(owner, id).map(part));
  }

  /** The conversation with its rounds. */
  public Optional<WholeConversation> read(String owner, String id) {
    return database.snapshot(
        entities ->
            findOwn(entities, owner, id)
                .map(row -> new WholeConversation(row.read(), StoredMessages.read(entities, id))));
  }

  /**
   * Begins a round; two that begin at the same time have different numbers.
   *
   * @param node the node that executes the run
   * @param first the messages that are known already, such as the user's
   * @return empty if there is no such conversation
   */
  public Optional<Round> begin(
      String owner, String conversation, String runId, String node, List<ObjectNode> first) {
    return database.transaction(
        entities ->
            locked(entities, owner, conversation)
                .map(
                    row -> {
                      row.rounds++;
                      row.touch(clock.instant());
                      var round =
                          new RoundRow(conversation, row.rounds, runId, node, clock.instant());
                      entities.persist(round);
                      entities.flush(); // before its messages, which refer to it
                      var messages = StoredMessages.write(entities, round, List.of(), first);
                      row.bytes += round.bytes;
                      return round.read(messages);
                    }));
  }

  /**
   * Saves all messages that a running round has so far. It may be called at any rate: only changes
   * are written, and a reader sees the whole of one save.
   *
   * @param detail null: unchanged
   * @return whether it was saved; false if the round has ended or was deleted meanwhile
   */
  public boolean save(Round round, List<ObjectNode> messages, @Nullable ObjectNode detail) {
    return database.transaction(
        entities -> {
          var row =
              entities.find(
                  RoundRow.class,
                  new RoundRow.Key(round.conversation(), round.number()),
                  LockModeType.PESSIMISTIC_WRITE);
          if (row == null || row.state != RoundState.RUNNING) {
            return false;
          }
          if (detail != null) {
            row.detail = JsonColumn.write(detail);
          }
          StoredMessages.write(entities, row, StoredMessages.messages(entities, row), messages);
          return true;
        });
  }

  /**
   * Ends a running round and adds its usage to the conversation's.
   *
   * @return whether it did; false if the round had ended or was deleted
   */
  public boolean end(Round round, RoundState state, Usage usage) {
    if (state == RoundState.RUNNING) {
      throw new IllegalArgumentException("a round that runs has not ended");
    }
    return database.transaction(
        entities -> {
          var conversation =
              entities.find(
                  ConversationRow.class, round.conversation(), LockModeType.PESSIMISTIC_WRITE);
          var row =
              entities.find(
                  RoundRow.class,
                  new RoundRow.Key(round.conversation(), round.number()),
                  LockModeType.PESSIMISTIC_WRITE);
          if (conversation == null || row == null || row.state != RoundState.RUNNING) {
            return false;
          }
          row.end(state, usage, clock.instant());
          conversation.bytes = StoredSize.ofRounds(entities, round.conversation());
          conversation.add(usage);
          conversation.touch(clock.instant());
          return true;
        });
  }

  /**
   * Ends the round of a run that cannot end it itself, as failed, with the messages it has saved.
   *
   * @return whether it did; false if the round had ended, or is not stored here
   */
  public boolean fail(String conversation, String runId) {
    return database.transaction(
        entities -> {
          var row =
              entities.find(ConversationRow.class, conversation, LockModeType.PESSIMISTIC_WRITE);
          var round = RoundRow.running(entities, conversation, runId);
          if (row == null || round.isEmpty()) {
            return false;
          }
          round.get().end(RoundState.FAILED, Usage.NONE, clock.instant());
          row.bytes = StoredSize.ofRounds(entities, conversation);
          row.touch(clock.instant());
          return true;
        });
  }

  public Optional<Conversation> rename(String owner, String id, String title) {
    return change(owner, id, new ConversationChange(title, null, null));
  }

  /** Replaces the tags of a conversation. */
  public Optional<Conversation> tag(String owner, String id, List<String> tags) {
    return change(owner, id, new ConversationChange(null, tags, null));
  }

  public Optional<Conversation> move(String owner, String id, Status to) {
    return change(owner, id, new ConversationChange(null, null, to));
  }

  /** Applies all parts of the change in one transaction. */
  public Optional<Conversation> change(String owner, String id, ConversationChange change) {
    return database.transaction(
        entities ->
            locked(entities, owner, id)
                .map(
                    row -> {
                      change.apply(row);
                      row.touch(clock.instant());
                      return row.read();
                    }));
  }

  /**
   * Replaces the oldest rounds by a summary. The summary is the round with the number of the last
   * replaced one, has the usage of them all, and {@code {"summary":{"rounds":…}}} as its detail;
   * the conversation's totals do not change.
   *
   * @param upToRound the last round to be replaced
   * @return empty if there is no such conversation or round, or one of the rounds still runs
   */
  public Optional<Round> compact(String owner, String id, int upToRound, ObjectNode summary) {
    return database.transaction(
        entities ->
            locked(entities, owner, id)
                .flatMap(
                    row -> {
                      var compacted = compact(entities, id, upToRound, summary);
                      row.bytes = StoredSize.ofRounds(entities, id);
                      return compacted;
                    }));
  }

  private Optional<Round> compact(
      EntityManager entities, String id, int upToRound, ObjectNode summary) {
    var rows = StoredMessages.locked(entities, id, upToRound);
    if (rows.isEmpty()
        || rows.getLast().number != upToRound
        || rows.stream().anyMatch(row -> row.state == RoundState.RUNNING)) {
      return Optional.empty();
    }
    StoredMessages.delete(entities, id, rows.subList(0, rows.size() - 1));
    var last = rows.getLast();
    var present = StoredMessages.messages(entities, last);
    last.summarise(rows.stream().map(RoundRow::usage).reduce(Usage.NONE, Usage::plus));
    return Optional.of(last.read(StoredMessages.write(entities, last, present, List.of(summary))));
  }

  /**
   * Deletes a conversation for good; saves of a run in it then do nothing.
   *
   * @return whether there was one
   */
  public boolean delete(String owner, String id) {
    return database.transaction(
        entities ->
            locked(entities, owner, id)
                .map(
                    row -> {
                      StoredMessages.delete(
                          entities, id, StoredMessages.locked(entities, id, Integer.MAX_VALUE));
                      entities.flush(); // before the rows that they refer to
                      entities.remove(row);
                      return true;
                    })
                .orElse(false));
  }

  /**
   * Marks the running rounds of a node that began before this process did as failed. {@link
   * Database} does so for this node before anything else.
   *
   * @return number of such rounds
   */
  public int abandon(String node) {
    return database.transaction(entities -> RoundRow.abandon(entities, node, database.started()));
  }

  private static Optional<ConversationRow> findOwn(
      EntityManager entities, String owner, String id) {
    return Optional.ofNullable(entities.find(ConversationRow.class, id))
        .filter(row -> row.owner.equals(owner));
  }

  private static Optional<ConversationRow> locked(EntityManager entities, String owner, String id) {
    return Optional.ofNullable(
            entities.find(ConversationRow.class, id, LockModeType.PESSIMISTIC_WRITE))
        .filter(row -> row.owner.equals(owner));
  }
}
