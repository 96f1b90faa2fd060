package tidings.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.log.EventLog;
import tidings.security.Caller;

/** Publishes an event of Tidings: to the caller himself, or to a topic that he may publish to. */
@Singleton
public class PublishEvent implements Tool {

  private final EventLog log;
  private final Clock clock;

  @Inject
  public PublishEvent(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "publish_event";
  }

  @Override
  public String description() {
    return "Publishes an event: to the user who asks, or to a topic if one is given.";
  }

  @Override
  public ObjectNode parameters() {
    return Schema.object()
        .required("type", "string", "name of the event, such as task.done", "note.added")
        .required("text", "string", "what it says", "Hello")
        .optional("topic", "string", "the topic it is for, such as orders/42", "orders/42")
        .json();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) throws InterruptedException {
    var type = Schema.text(arguments, "type");
    var topic = arguments.hasNonNull("topic") ? Schema.text(arguments, "topic") : null;
    if (topic != null && !caller.mayPublish(topic)) {
      throw new ToolException("the user may not publish to '" + topic + "'");
    }
    if (!Event.isType(type) || type.startsWith(Event.RESERVED)) {
      throw new ToolException("'" + type + "' is no name of an event");
    }
    var data = arguments.objectNode().put("text", Schema.text(arguments, "text"));
    try {
      log.append(List.of(event(type, data.toString(), topic, caller))).toCompletableFuture().get();
      return "Published " + type + (topic == null ? " to " + caller.user() : " to " + topic);
    } catch (ExecutionException e) {
      throw new ToolException("the event was not taken: " + e.getCause(), e);
    }
  }

  private Event event(String type, String data, @Nullable String topic, Caller caller) {
    return new Event(
        new EventId("tidings:tool", UUID.randomUUID().toString()),
        type,
        clock.instant().toString(),
        null,
        "application/json",
        new Data.Json(data),
        new Audience(topic == null ? Set.of(caller.user()) : Set.of(), null, Set.of(), topic),
        Priority.NORMAL,
        null,
        null,
        Map.of());
  }
}
