package tidings.platform.http.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionCookieTest {

  /** A request with cookies of these names and values. */
  private static HttpServletRequest request(String host, String... pairs) {
    var cookies = new Cookie[pairs.length / 2];
    for (int i = 0; i < cookies.length; i++) {
      cookies[i] = new Cookie(pairs[2 * i], pairs[2 * i + 1]);
    }
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SessionCookieTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getCookies" -> cookies;
                  case "getHeader" -> host;
                  case "getScheme" -> "https";
                  default -> throw new IllegalStateException(method.getName());
                });
  }

  @Test
  void theCookieWithThePrefixIsTheSession() {
    var from = request("tidings.bank.example", "__Host-tidings", "a", "tidings-session", "b");
    assertThat(SessionCookie.session(from)).contains("a");
  }

  @Test
  void theCookieWithoutThePrefixCountsOnLoopbackAlone() {
    for (var host : List.of("localhost:9080", "127.0.0.1", "[::1]:9080")) {
      assertThat(SessionCookie.session(request(host, "tidings-session", "a"))).contains("a");
    }
    var foreign = request("tidings.bank.example", "tidings-session", "a");
    assertThat(SessionCookie.session(foreign)).as("a sibling host may have set it").isEmpty();
  }

  @Test
  void aValueIsReadFromAllItsParts() {
    var value = "x".repeat(SessionCookie.PART) + "y".repeat(SessionCookie.PART) + "z";
    var parts = SessionCookie.parts(value);
    assertThat(parts).hasSize(3);
    var from =
        request("bank.example", "n.2", parts.get(2), "n", parts.getFirst(), "n.1", parts.get(1));
    assertThat(SessionCookie.value(from, "n")).contains(value);
    assertThat(SessionCookie.names(from)).containsExactlyInAnyOrder("n", "n.1", "n.2");
    var without = request("bank.example", "n", "a", "n.2", "c");
    assertThat(SessionCookie.value(without, "n")).as("up to the gap").contains("a");
    assertThat(SessionCookie.value(request("bank.example"), "n")).isEmpty();
  }

  @Test
  void aValueHasFourPartsAtMost() {
    int longest = SessionCookie.PART * SessionCookie.PARTS;
    assertThat(SessionCookie.parts("x".repeat(longest))).hasSize(SessionCookie.PARTS);
    assertThatThrownBy(() -> SessionCookie.parts("x".repeat(longest + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
