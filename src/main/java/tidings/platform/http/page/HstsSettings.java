package tidings.platform.http.page;

import java.time.Duration;

/**
 * HTTP Strict Transport Security.
 *
 * @param maxAge how long a browser that has connected over TLS uses only TLS; zero: the header is
 *     not sent
 */
public record HstsSettings(Duration maxAge) {}
