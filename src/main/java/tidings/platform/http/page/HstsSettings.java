package tidings.platform.http.page;

import java.time.Duration;

/**
 * HTTP Strict Transport Security.
 *
 * @param maxAge how long a browser that was here over TLS comes back over TLS alone; zero: nothing
 *     is said of it
 */
public record HstsSettings(Duration maxAge) {}
