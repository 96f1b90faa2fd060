package tidings.runs.tool.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tidings.platform.security.Caller;
import tidings.runs.tool.Schema;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

/** The current time. */
@Singleton
public class CurrentTime implements Tool {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEEE, yyyy-MM-dd HH:mm:ss xxx '['VV']'", Locale.ENGLISH);

  private final Clock clock;

  @Inject
  public CurrentTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "current_time";
  }

  @Override
  public String description() {
    return "The current date, weekday and time in a time zone, UTC if none is given.";
  }

  @Override
  public ObjectNode parameters() {
    return Schema.object()
        .optional("zone", "string", "IANA time zone, such as Europe/Berlin", "Europe/Berlin")
        .json();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) {
    var zone = arguments.path("zone").asText("UTC");
    try {
      var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.of(zone));
      return FORM.format(now);
    } catch (DateTimeException e) {
      throw new ToolException("'" + zone + "' is not a time zone", e);
    }
  }
}
