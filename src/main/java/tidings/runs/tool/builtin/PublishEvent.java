package tidings.runs.tool.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.codec.EventReader;
import tidings.event.codec.Ingress;
import tidings.event.codec.UnreadableEventException;
import tidings.ingress.Publishing;
import tidings.log.LogSettings;
import tidings.platform.limits.OverLimitException;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.security.Revocations;
import tidings.runs.tool.Schema;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

/**
 * Publishes an event of Tidings: to the caller, or to a topic. The rules of {@code POST
 * /api/events} apply, at the time of the call: a run may last longer than its token.
 */
@Singleton
public class PublishEvent implements Tool {

  private final EventReader reader;
  private final Publishing publishing;
  private final Revocations revocations;
  private final Policies policies;
  private final Clock clock;

  @Inject
  public PublishEvent(
      Publishing publishing,
      Revocations revocations,
      Policies policies,
      LogSettings settings,
      Clock clock) {
    this(publishing, revocations, policies, settings.maxDataBytes(), clock);
  }

  PublishEvent(
      Publishing publishing,
      Revocations revocations,
      Policies policies,
      int maxDataBytes,
      Clock clock) {
    this.publishing = publishing;
    this.revocations = revocations;
    this.policies = policies;
    this.clock = clock;
    reader =
        new EventReader(
            Ingress.of("tidings:tool", () -> UUID.randomUUID().toString(), maxDataBytes));
  }

  @Override
  public String name() {
    return "publish_event";
  }

  @Override
  public String description() {
    return "Publishes an event: to the user who asks, or to a topic if one is given."
        + " Users need the right to publish it.";
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
    if (!caller.expires().isAfter(clock.instant()) || revocations.has(caller)) {
      throw new ToolException(
          "the user's token, with which this was started, is invalid: nothing can be published");
    }
    try {
      var event = event(arguments, caller);
      publishing
          .publish(policies.current().apply(caller), List.of(event))
          .toCompletableFuture()
          .get();
      var topic = event.audience().topic();
      return "Published " + event.type() + " to " + (topic == null ? caller.user() : topic);
    } catch (UnreadableEventException e) {
      throw new ToolException("the event is invalid: " + e.getMessage(), e);
    } catch (RefusedException e) {
      throw new ToolException("the user may not publish the event: " + e.getMessage(), e);
    } catch (OverLimitException e) {
      throw new ToolException("the event cannot be published now: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new ToolException("the event was not accepted: " + e.getCause(), e);
    }
  }

  private Event event(ObjectNode arguments, Caller caller) {
    var json = arguments.objectNode().put("type", Schema.text(arguments, "type"));
    json.put("time", clock.instant().toString()).put("datacontenttype", "application/json");
    json.putObject("data").put("text", Schema.text(arguments, "text"));
    if (arguments.hasNonNull("topic")) {
      json.put("topic", Schema.text(arguments, "topic"));
    }
    var event = reader.plain(json.toString().getBytes(StandardCharsets.UTF_8)).getFirst();
    return event.audience().topic() == null ? toCaller(event, caller) : event;
  }

  /** The attribute {@code user} is not used: a name with a comma would be two users. */
  private static Event toCaller(Event event, Caller caller) {
    return event.addressedTo(new Audience(Set.of(caller.user()), null, Set.of(), null));
  }
}
