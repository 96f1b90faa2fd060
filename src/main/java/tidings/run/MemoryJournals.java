package tidings.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The journals of this node's runs: all that run, and of those that ended what there is room for.
 */
public final class MemoryJournals implements RunJournals {

  private final RunSettings settings;
  private final ConcurrentHashMap<String, MemoryJournal> running = new ConcurrentHashMap<>();
  private final Cache<String, MemoryJournal> ended;
  private volatile Consumer<String> onCancel = _ -> {};

  public MemoryJournals(RunSettings settings, Ticker ticker) {
    this.settings = settings;
    ended =
        Caffeine.newBuilder()
            .ticker(ticker)
            // Else what is over stays as long as nothing runs.
            .scheduler(Scheduler.systemScheduler())
            .expireAfterWrite(settings.keep())
            .maximumWeight(settings.journalBytes())
            .weigher(
                (String _, MemoryJournal journal) ->
                    (int) Math.min(journal.bytes(), Integer.MAX_VALUE))
            .build();
  }

  @Override
  public RunWriter begin(RunInfo info) {
    var journal = new MemoryJournal(info, settings.runBytes(), this::ended);
    running.put(info.id(), journal);
    return journal;
  }

  private void ended(MemoryJournal journal) {
    ended.put(journal.info().id(), journal);
    running.remove(journal.info().id());
  }

  @Override
  public Optional<RunJournal> find(String run) {
    var journal = running.get(run);
    return Optional.ofNullable(journal != null ? journal : ended.getIfPresent(run));
  }

  @Override
  public List<RunInfo> running(String owner) {
    return running.values().stream()
        .map(MemoryJournal::info)
        .filter(info -> info.owner().equals(owner))
        .toList();
  }

  @Override
  public void requestCancel(String run) {
    onCancel.accept(run);
  }

  @Override
  public void onCancelRequest(Consumer<String> listener) {
    onCancel = listener;
  }

  @Override
  public void close() {
    ended.invalidateAll();
  }
}
