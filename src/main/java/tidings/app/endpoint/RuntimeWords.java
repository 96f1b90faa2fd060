package tidings.app.endpoint;

import jakarta.ws.rs.WebApplicationException;

/** What a refusal of the REST runtime says: its own words name it, and repeat the address. */
final class RuntimeWords {

  private RuntimeWords() {}

  /** Our words for the runtime's; those of Tidings' own refusals are left as they are. */
  static String detail(WebApplicationException refusal) {
    var message = String.valueOf(refusal.getMessage());
    return message.startsWith("RESTEASY") || message.startsWith("HTTP ")
        ? switch (refusal.getResponse().getStatus()) {
          case 404 -> "there is nothing at this path";
          case 405 -> "this path does not have the method";
          case 406 -> "none of the media types in Accept is answered here";
          case 415 -> "the media type in Content-Type is not read here";
          default -> "the request cannot be read";
        }
        : message;
  }
}
