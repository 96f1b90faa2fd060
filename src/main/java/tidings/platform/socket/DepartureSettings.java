package tidings.platform.socket;

import java.time.Duration;

/**
 * Settings for detecting disconnected clients.
 *
 * @param every interval of the readings of the socket table; zero: the table is not read
 * @param unacknowledged maximum time without an acknowledgement of sent data
 */
public record DepartureSettings(Duration every, Duration unacknowledged) {}
