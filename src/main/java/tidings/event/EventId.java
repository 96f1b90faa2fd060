package tidings.event;

/**
 * The identity of an event: two events with equal source and id are the same event (CloudEvents
 * 1.0, section "Required Attributes").
 *
 * @param source where it happened, a URI reference
 * @param id unique within the source
 */
public record EventId(String source, String id) {}
