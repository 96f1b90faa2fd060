package tidings.limits;

/**
 * How much each caller may ask for in a second.
 *
 * @param publishRate events
 * @param publishBytes bytes of events
 * @param connectRate subscriptions
 * @param changeRate changes of subscriptions
 */
public record RateSettings(int publishRate, int publishBytes, int connectRate, int changeRate) {}
