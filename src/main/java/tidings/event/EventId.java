package tidings.event;

/**
 * The identity of an event. CloudEvents 1.0 (section "Required Attributes") has source and id; both
 * are free text that any producer may choose, so the publisher belongs to it too.
 *
 * @param publisher who put it into Tidings, as the server determined
 * @param source where it happened, a URI reference
 * @param id unique within the source
 */
public record EventId(Publisher publisher, String source, String id) {}
