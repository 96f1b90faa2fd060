package tidings.runs.run;

import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.Caller;

/**
 * The runs of this node: starts each on a virtual thread, ends it exactly once, and finds it for
 * its owner. Thread-safe.
 */
public final class Runs implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Runs.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(2);
  private static final RunFrame.Failure STOPPED =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the node was stopped");
  private static final int ID_BYTES = 16;

  private final RunJournals journals;
  private final RunSettings settings;
  private final RunEvents events;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<String, Run> running = new ConcurrentHashMap<>();
  private final Map<RunState, LongAdder> ended = new EnumMap<>(RunState.class);
  private final LongAdder tokens = new LongAdder();

  /**
   * Owners of the runs that count towards the limits, by run: some have not begun, none has ended.
   */
  private final ConcurrentHashMap<String, String> slots = new ConcurrentHashMap<>();

  private volatile boolean shut;

  /**
   * @param onLost receives each run that another node left behind and this one has ended; does not
   *     wait
   */
  public Runs(
      RunJournals journals,
      RunSettings settings,
      RunEvents events,
      Consumer<RunInfo> onLost,
      Clock clock) {
    this.journals = journals;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
    for (var state : RunState.values()) {
      ended.put(state, new LongAdder());
    }
    journals.listen(
        new RunJournals.Listener() {
          @Override
          public void cancel(String run) {
            cancelHere(run);
          }

          @Override
          public void onLost(RunInfo run) {
            events.publish(run, RunState.FAILED);
            onLost.accept(run);
          }
        });
  }

  /**
   * Starts a run. It belongs to the caller and continues when they disconnect.
   *
   * @param id of the run: {@link #newId}, or one that its client chose
   * @param conversation the conversation that stores it; null: none. Called once the run is
   *     admitted, so that a refused run leaves no empty conversation behind
   * @param model the requested model, as its owner sees it
   * @throws OverLimitException if the caller, or the node, is at the limit of concurrent runs, or
   *     their journals are full
   * @throws RunException if its journal cannot be stored
   * @throws ClientErrorException 409, if there is a run of this id
   */
  public Run start(
      String id,
      Caller caller,
      RunKind kind,
      Supplier<@Nullable String> conversation,
      String model,
      Work work) {
    var owner = caller.user();
    if (journals.find(id).isPresent()) {
      throw idConflict(id);
    }
    acquireSlot(id, owner);
    try {
      var run =
          begin(
              new RunInfo(
                  id, owner, kind, conversation.get(), model, settings.node(), clock.instant()));
      Thread.ofVirtual().name(id).start(() -> execute(run, work));
      return run;
    } catch (RuntimeException | Error e) {
      slots.remove(id);
      throw e;
    }
  }

  private synchronized void acquireSlot(String id, String owner) {
    refuseIfShut();
    if (!journals.hasCapacity()) {
      throw OverLimitException.byServer(
          RETRY_AFTER, "the journals of this node's runs have nearly reached their limit");
    }
    if (slots.size() >= settings.limits().running()) {
      throw OverLimitException.byServer(
          RETRY_AFTER, "this node is at its limit of " + settings.limits().running() + " runs");
    }
    long own = slots.values().stream().filter(owner::equals).count();
    if (own >= settings.limits().runningPerUser()) {
      throw OverLimitException.byCaller(
          RETRY_AFTER, "more than " + settings.limits().runningPerUser() + " runs at a time");
    }
    if (slots.putIfAbsent(id, owner) != null) {
      throw idConflict(id);
    }
  }

  private Run begin(RunInfo info) {
    refuseIfShut();
    var journal = journals.begin(info); // may wait for Redis: no other thread waits for it
    var run = new Run(journal, this::announce);
    synchronized (this) {
      if (!shut) {
        running.put(info.id(), run);
        return run;
      }
    }
    run.end(RunState.FAILED, List.of(STOPPED));
    throw stopping();
  }

  private void refuseIfShut() {
    if (shut) {
      throw stopping();
    }
  }

  private static OverLimitException stopping() {
    return OverLimitException.byServer(RETRY_AFTER, "this node is stopping");
  }

  /** The id of a future run: random and unguessable. */
  public String newId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return "r-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void execute(Run run, Work work) {
    run.setWorker(Thread.currentThread());
    RunState state;
    var last = new ArrayList<RunFrame.Failure>();
    try {
      if (run.info().conversation() == null) {
        run.announce(); // no state is left that a client could look for
      }
      if (run.isCancelled()) {
        throw new InterruptedException();
      }
      work.run(run);
      state = RunState.COMPLETED;
    } catch (InterruptedException e) {
      state = run.isCancelled() ? RunState.CANCELLED : RunState.FAILED;
      last.add(
          run.isCancelled()
              ? new RunFrame.Failure(ErrorType.CANCELLED, "the run was cancelled")
              : STOPPED);
    } catch (RuntimeException | Error e) {
      state = RunState.FAILED;
      last.add(failure(run, e));
    }
    finish(run, state, last);
  }

  private void announce(JournalAppender journal) {
    var info = journal.info();
    if (info.kind() != RunKind.COMPLETION) {
      journal.append(new RunFrame.Started(info.id(), info.conversation()));
    }
    events.publish(info, RunState.RUNNING);
  }

  private static RunFrame.Failure failure(Run run, Throwable e) {
    if (e instanceof RunException failure) {
      LOG.log(Level.INFO, () -> "Run " + run.id() + " failed: " + failure.message());
      return new RunFrame.Failure(failure.type(), failure.message());
    }
    LOG.log(Level.SEVERE, e, () -> "Run " + run.id() + " failed; its watchers receive an error");
    return new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "internal error; see the server log");
  }

  private void finish(Run run, RunState outcome, List<RunFrame.Failure> failures) {
    run.endWork(); // so that the final save is not interrupted
    var state = outcome;
    failures.forEach(run::addFailure);
    var last = new ArrayList<RunFrame>(failures);
    try {
      run.conclude(state);
    } catch (RuntimeException e) {
      if (state == RunState.COMPLETED) {
        state = RunState.FAILED;
      }
      last.add(failure(run, e));
    }
    if (!run.usage().equals(Usage.NONE) && run.info().kind() != RunKind.COMPLETION) {
      last.add(new RunFrame.UsageTotal(run.usage()));
    }
    slots.remove(run.id()); // before [DONE]: its reader may start the next run
    try {
      run.end(state, last);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, e, () -> "The end of run " + run.id() + " could not be written");
    } finally {
      running.remove(run.id());
      count(state).increment();
      tokens.add(run.usage().totalTokens());
    }
    events.publish(run.info(), state);
    try {
      run.after();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "An action after the end of run " + run.id() + " failed");
    }
  }

  /** The caller's run; empty if there is none, or it is another user's. */
  public Optional<RunJournal> find(Caller caller, String id) {
    return journals.find(id).filter(run -> run.info().owner().equals(caller.user()));
  }

  /** The caller's runs that have not ended. */
  public List<RunInfo> running(Caller caller) {
    return journals.running(caller.user());
  }

  /** Stops the caller's run on any node; does nothing if it has ended. */
  public void cancel(RunJournal run) {
    if (!cancelHere(run.info().id()) && run.state() == RunState.RUNNING) {
      journals.requestCancel(run.info().id());
    }
  }

  private boolean cancelHere(String id) {
    var run = running.get(id);
    if (run == null) {
      return false;
    }
    run.cancel();
    return true;
  }

  /** Number of runs on this node that have not ended. */
  public int count() {
    return running.size();
  }

  /** Runs of this node that have ended in this state since it was started. */
  public long ended(RunState how) {
    return count(how).sum();
  }

  private LongAdder count(RunState how) {
    return requireNonNull(ended.get(how), "every state has its count");
  }

  /** Tokens that the runs of this node used since it was started. */
  public long tokens() {
    return tokens.sum();
  }

  /**
   * Ends all runs, and waits a short time until they are saved: watchers learn that the node was
   * stopped. Starts no more.
   */
  @Override
  public void close() {
    synchronized (this) {
      shut = true;
    }
    running.values().forEach(Run::interrupt);
    try {
      for (var run : running.values()) {
        run.await(STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The answer {@code 409} to an id that another run has. */
  public static ClientErrorException idConflict(String id) {
    return new ClientErrorException(
        "the id " + id + " belongs to another run", Response.Status.CONFLICT);
  }
}
