package tidings.platform.signin.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;

/** The body of a form. */
final class FormBody {

  private FormBody() {}

  /**
   * The value of a parameter; null without one.
   *
   * @throws BadRequestException if it is there twice, or cannot be decoded
   */
  static @Nullable String parameter(byte[] body, String name) {
    String found = null;
    for (var pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && pair.substring(0, equals).equals(name)) {
        if (found != null) {
          throw new BadRequestException(List.of(new Fault(name, "must be given once")));
        }
        found = decoded(name, pair.substring(equals + 1));
      }
    }
    return found;
  }

  private static String decoded(String name, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(List.of(new Fault(name, "is not URL-encoded")));
    }
  }
}
