package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tidings.security.AdminCall;

/** The audit log, {@code tidings.audit}: one line for each admin call, as JSON. */
@Singleton
public class Audit {

  private static final Logger LOG = Logger.getLogger("tidings.audit");

  /** What ends a line in some reader, or is not seen in one. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  void record(@Observes AdminCall call) {
    LOG.info(() -> line(call));
  }

  static String line(AdminCall call) {
    var json =
        Json.createObjectBuilder()
            .add("user", call.user())
            .add("call", call.call())
            .add("address", call.address())
            .add("status", call.status())
            .build()
            .toString();
    return UNPRINTABLE.matcher(json).replaceAll(found -> "\\" + escaped(found.group()));
  }

  private static String escaped(String text) {
    return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
  }
}
