package tidings.event;

/**
 * The identity of an event. CloudEvents 1.0 (section "Required Attributes") has source and id; both
 * are free text that any producer may choose, so the publisher is part of the identity too.
 *
 * @param publisher its publisher, as the server determined
 * @param source a URI reference of its origin
 * @param id unique within the source
 */
public record EventId(PublisherId publisher, String source, String id) {}
