package tidings.push.endpoint;

import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.BadRequestException;
import tidings.push.routing.Filter;

/** The parameters of a subscription, the same for a stream, a poll, and HEAD on both. */
public final class FilterParameters {

  // By field: the Jakarta REST runtime sets them.
  @QueryParam("types")
  List<String> types = List.of();

  @QueryParam("topics")
  List<String> topics = List.of();

  @QueryParam("session")
  @Nullable String session;

  @QueryParam("format")
  @Nullable String format;

  /**
   * Reads the parameters.
   *
   * @throws BadRequestException naming each faulty parameter, and the reader's other faults
   */
  Filter read(FilterReader reader) {
    return reader.filter(types, topics, session, format);
  }
}
