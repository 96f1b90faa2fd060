package tidings.platform.http.page;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the contact for reports of vulnerabilities, as the operator configured it; 404 without
 * one. It is public, without a token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9116">RFC 9116, security.txt</a>
 */
@WebServlet(urlPatterns = "/.well-known/security.txt", asyncSupported = true)
public class SecurityText extends HttpServlet {

  @Serial private static final long serialVersionUID = 1;

  /** Validity of the content: it is generated again each day. */
  private static final Duration VALID = Duration.ofDays(30);

  // By field: the container requires a servlet without constructor parameters.
  @Inject transient Settings settings;
  @Inject transient Clock clock;

  /**
   * The configuration.
   *
   * @param contacts addresses for reports, by preference
   * @param policies addresses of pages with the policy for reports
   */
  public record Settings(List<String> contacts, List<String> policies) {

    private static final Set<String> CONTACTS = Set.of("https", "mailto", "tel");
    private static final Set<String> PAGES = Set.of("https");

    /**
     * @throws IllegalArgumentException if an address is not of a type that RFC 9116 allows there
     */
    public Settings {
      contacts = List.copyOf(contacts);
      policies = List.copyOf(policies);
      contacts.forEach(one -> require("tidings.security.contacts", one, CONTACTS));
      policies.forEach(one -> require("tidings.security.policies", one, PAGES));
    }

    private static void require(String key, String address, Set<String> schemes) {
      if (!schemes.contains(scheme(address))) {
        throw new IllegalArgumentException(
            "%s must be a list of addresses that begin with %s:, but has '%s'"
                .formatted(key, String.join(": or ", schemes.stream().sorted().toList()), address));
      }
    }

    private static String scheme(String address) {
      try {
        return String.valueOf(new URI(address).getScheme());
      } catch (URISyntaxException e) {
        return "";
      }
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (settings.contacts().isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    var expires = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(VALID);
    var text =
        Stream.of(
                settings.contacts().stream().map(one -> "Contact: " + one),
                Stream.of("Expires: " + expires),
                settings.policies().stream().map(one -> "Policy: " + one))
            .flatMap(lines -> lines)
            .collect(Collectors.joining("\n", "", "\n"));
    response.setContentType("text/plain;charset=UTF-8");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
