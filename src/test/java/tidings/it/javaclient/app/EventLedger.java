package tidings.it.javaclient.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import tidings.client.IncomingEvent;
import tidings.client.SubscriptionListener;
import tidings.client.SubscriptionStatus;

/**
 * Stores each event together with its cursor, in one write: a service that is killed resumes after
 * the last stored event. Where a service has a database, the write is a transaction.
 */
public final class EventLedger implements SubscriptionListener {

  private static final String EVENT = "event";
  private static final String CURSOR = "cursor";

  private final Path file;

  public EventLedger(Path file) throws IOException {
    this.file = file;
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
  }

  @Override
  public void onEvent(IncomingEvent event) throws IOException {
    append(EVENT, event.id().orElse(""), event.type(), event.text());
  }

  @Override
  public void onCursor(String lastEventId) throws IOException {
    append(CURSOR, lastEventId, "", "");
  }

  @Override
  public void onGap(Gap gap) throws IOException {
    append("gap", "", gap.reason(), gap.toString());
  }

  @Override
  public void onStatus(SubscriptionStatus status) throws IOException {
    append("status", "", status.state().toString(), status.toString());
  }

  @Override
  public void onError(Throwable error) {
    System.out.println("error " + error);
  }

  private void append(String kind, String cursor, String name, String text) throws IOException {
    var line = String.join("\t", kind, cursor, name, text) + "\n";
    Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /** The last stored cursor. */
  public Optional<String> cursor() throws IOException {
    return lines(EVENT, CURSOR).stream().map(Line::cursor).reduce((first, last) -> last);
  }

  /**
   * A line.
   *
   * @param name the type of an event, or the reason of a gap
   */
  public record Line(String cursor, String name, String text) {}

  /** The complete lines of these kinds. */
  public List<Line> lines(String... kinds) throws IOException {
    var content = Files.readString(file);
    return content
        .substring(0, content.lastIndexOf('\n') + 1)
        .lines()
        .map(line -> line.split("\t", 4))
        .filter(line -> List.of(kinds).contains(line[0]))
        .map(line -> new Line(line[1], line[2], line[3]))
        .toList();
  }
}
