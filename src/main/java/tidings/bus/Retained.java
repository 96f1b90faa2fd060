package tidings.bus;

/**
 * An event that lay in the log before this node started, on the bus for those who keep events at
 * hand. Nobody is to be told of it as if it happened now.
 *
 * @param published the event
 */
public record Retained(Published published) {}
