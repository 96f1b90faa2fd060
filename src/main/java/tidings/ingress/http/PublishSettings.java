package tidings.ingress.http;

/**
 * Configuration of publishing over HTTP.
 *
 * @param maxBodyBytes largest body of one request
 */
public record PublishSettings(int maxBodyBytes) {}
