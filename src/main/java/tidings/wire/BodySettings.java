package tidings.wire;

/**
 * How much one request may carry.
 *
 * @param maxBodyBytes largest body of one request
 */
public record BodySettings(int maxBodyBytes) {}
