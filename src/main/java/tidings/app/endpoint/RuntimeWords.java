package tidings.app.endpoint;

import jakarta.ws.rs.WebApplicationException;

/**
 * Replaces the text of a refusal by the REST runtime, which names the runtime and repeats the
 * address.
 */
final class RuntimeWords {

  private RuntimeWords() {}

  /** The replacement for a text of the runtime; texts of Tidings' own refusals are unchanged. */
  static String detail(WebApplicationException refusal) {
    var message = String.valueOf(refusal.getMessage());
    return message.startsWith("RESTEASY") || message.startsWith("HTTP ")
        ? switch (refusal.getResponse().getStatus()) {
          case 404 -> "no resource exists at this path";
          case 405 -> "this path does not support the method";
          case 406 -> "this path supports none of the media types in Accept";
          case 415 -> "this path does not support the media type in Content-Type";
          default -> "the request cannot be read";
        }
        : message;
  }
}
