package tidings.platform.http.page;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rejects a path whose percent-encoded bytes are not UTF-8, at which the REST runtime fails before
 * any filter of its own, and a {@code Content-Type} with an unclosed quoted string, at which the
 * container fails. Both would be server errors.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ReadablePath implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest from
        && response instanceof HttpServletResponse to
        && !(isReadable(from.getRequestURI()) && isWhole(from.getContentType()))) {
      // Not by the container, which would read both again.
      ErrorPage.answer(from, to, HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    chain.doFilter(request, response);
  }

  /** Whether each quoted string in it is closed. */
  static boolean isWhole(@Nullable String contentType) {
    return contentType == null || contentType.chars().filter(c -> c == '"').count() % 2 == 0;
  }

  /** Whether its encoded bytes are UTF-8; unencoded characters are left to the reader. */
  static boolean isReadable(String path) {
    if (path.indexOf('%') < 0) {
      return true;
    }
    var bytes = new ByteArrayOutputStream(path.length());
    for (int i = 0; i < path.length(); i++) {
      char character = path.charAt(i);
      if (character != '%') {
        bytes.write(character < 0x80 ? character : '?');
      } else if (i + 2 < path.length()) {
        int high = Character.digit(path.charAt(++i), 16);
        int low = Character.digit(path.charAt(++i), 16);
        if (high < 0 || low < 0) {
          return false;
        }
        bytes.write(high << 4 | low);
      } else {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
