package tidings.platform.signin.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.http.authentication.SessionCookie;
import tidings.platform.signin.Session;
import tidings.platform.signin.SignIn;

class SetCookiesTest {

  private static final Site SECURE = new Site(URI.create("https://bank.example/tidings"));
  private static final Site LOCAL = new Site(URI.create("http://localhost:9080"));

  private static SignIn.SignedIn signedIn(String session, @Nullable String tokens) {
    var facts = new Session.Facts("s", null, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    return new SignIn.SignedIn(
        session, tokens, new Session("alice", null, Set.of(), Map.of(), null, facts, false));
  }

  private static SetCookies cookies(Site site, String... present) {
    return new SetCookies(site, Set.of(present));
  }

  private static List<String> names(NewCookie... cookies) {
    return Arrays.stream(cookies).map(NewCookie::getName).toList();
  }

  @Test
  void eachCookieIsClosedToPagesAndToOtherSites() {
    var begun = new SignIn.Begun("state-0123456789", "login", URI.create("https://login.example"));
    var all = cookies(SECURE).begin(begun).signIn(signedIn("session", "tokens")).all();
    assertThat(names(all))
        .containsExactly(
            "__Secure-tidings-login-state-012345", "__Host-tidings", "__Secure-tidings-refresh");
    for (var cookie : all) {
      assertThat(cookie.isSecure()).isTrue();
      assertThat(cookie.isHttpOnly()).isTrue();
      assertThat(cookie.getSameSite()).isEqualTo(NewCookie.SameSite.LAX);
      assertThat(cookie.getDomain()).isNull();
    }
    assertThat(all[0].getPath()).isEqualTo("/tidings/auth");
    assertThat(all[1].getPath()).as("the prefix __Host- demands it").isEqualTo("/");
    assertThat(all[2].getPath()).isEqualTo("/tidings/auth");
  }

  @Test
  void overPlainHttpOnLoopbackTheyHaveNamesThatBrowsersAccept() {
    var all = cookies(LOCAL).signIn(signedIn("session", "tokens")).all();
    assertThat(names(all)).containsExactly("tidings-session", "tidings-refresh");
    assertThat(all[0].isSecure()).isFalse();
    assertThat(all[1].getPath()).isEqualTo("/auth");
  }

  @Test
  void aLongValueContinuesInFurtherCookiesWhichExpireWithIt() {
    var longest = "x".repeat(SessionCookie.PART * SessionCookie.PARTS);
    var all = cookies(SECURE).signIn(signedIn(longest, null)).all();
    assertThat(names(all))
        .containsExactly(
            "__Host-tidings", "__Host-tidings.1", "__Host-tidings.2", "__Host-tidings.3");
    for (var cookie : all) {
      assertThat((cookie.getName() + cookie.getValue()).length()).isLessThan(4096);
    }
    all =
        cookies(SECURE, "__Host-tidings", "__Host-tidings.1", "__Host-tidings.2")
            .signIn(signedIn("x".repeat(SessionCookie.PART + 1), null))
            .all();
    assertThat(all[1].getValue()).isEqualTo("x");
    assertThat(all[2].getMaxAge()).isZero();
    assertThat(all).hasSize(3);
  }

  @Test
  void aSignOutRemovesWhatTheBrowserHas() {
    var all =
        cookies(SECURE, "__Host-tidings", "__Secure-tidings-refresh", "other").signOut().all();
    assertThat(names(all)).containsExactly("__Host-tidings", "__Secure-tidings-refresh");
    assertThat(all).allMatch(cookie -> cookie.getMaxAge() == 0 && cookie.getValue().isEmpty());
  }

  @Test
  void aBrowserKeepsFiveSignIns() {
    var begun = new SignIn.Begun("new", "login", URI.create("https://login.example"));
    var former = new String[] {"a", "b", "c", "d", "e"};
    for (int i = 0; i < former.length; i++) {
      former[i] = SetCookies.login(SECURE, former[i]);
    }
    assertThat(cookies(SECURE, Arrays.copyOf(former, 4)).begin(begun).all()).hasSize(1);
    assertThat(cookies(SECURE, former).begin(begun).all()).hasSize(6);
  }
}
