package tidings.platform.socket;

import java.time.Duration;

/**
 * How departed clients are noticed.
 *
 * @param every time between two readings of the socket table; zero: the table is not read
 * @param unacknowledged how long a client may acknowledge nothing of what it is sent
 */
public record DepartureSettings(Duration every, Duration unacknowledged) {}
