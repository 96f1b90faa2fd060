package tidings.it.compat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tidings.it.support.ChildProcess;
import tidings.it.support.Folders;
import tidings.it.support.FreePort;
import tidings.it.support.Json;

/**
 * A real Keycloak with the realm {@code bank} of {@code keycloak-realm.json}, as a process of its
 * own. It runs out of an installation that all tests of this machine share ({@link
 * KeycloakInstallation}), on a copy of its database.
 */
public final class KeycloakServer {

  /** Lock of the tests that use {@link #shared}, each of which changes the realm. */
  static final String LOCK = "the shared Keycloak";

  static final String ADMIN = "operator";

  private static final String REALM = "bank";
  private static final Duration START = Duration.ofMinutes(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ChildProcess process;
  private final int port;
  private final int managementPort;
  private final AtomicInteger priority = new AtomicInteger(1000);

  private KeycloakServer(ChildProcess process, int port, int managementPort) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
  }

  private static final class Holder {
    static @Nullable KeycloakServer running;
  }

  /** One for all tests of {@link #LOCK}, which is ready; another one if it was stopped. */
  public static synchronized KeycloakServer shared() {
    var running = Holder.running;
    if (running == null || !running.process.isAlive()) {
      running = launch();
      Holder.running = running;
    }
    return running.await();
  }

  private static KeycloakServer launch() {
    var installation = KeycloakInstallation.get();
    int port = FreePort.find();
    int managementPort = FreePort.find();
    var database = Path.of("target/it", "keycloak-" + port).toAbsolutePath();
    try {
      Folders.delete(database);
      Folders.copy(installation.database(), database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var process = installation.launch(database, port, managementPort);
    return new KeycloakServer(process, port, managementPort);
  }

  private KeycloakServer await() {
    Awaitility.await("Keycloak is ready")
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .failFast("Keycloak ended", () -> !process.isAlive())
        .until(this::isReady);
    return this;
  }

  private boolean isReady() {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/health/ready"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return send(request).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The {@code iss} of its tokens. */
  public String issuer() {
    return "http://localhost:" + port + "/realms/" + REALM;
  }

  /** The URL of the keys from its discovery document. */
  public String keysUrl() {
    return issuer() + "/protocol/openid-connect/certs";
  }

  /** A fresh access token of a user, whose password is the name. */
  public String token(String client, String user) {
    var form =
        Map.of("grant_type", "password", "client_id", client, "username", user, "password", user);
    var answer = post(issuer() + "/protocol/openid-connect/token", form);
    return requireNonNull(answer.get("access_token"), answer::toString).textValue();
  }

  /** A fresh ID token of a user, whose password is the name. */
  public String idToken(String client, String user) {
    var form =
        Map.of(
            "grant_type",
            "password",
            "client_id",
            client,
            "username",
            user,
            "password",
            user,
            "scope",
            "openid");
    var answer = post(issuer() + "/protocol/openid-connect/token", form);
    return requireNonNull(answer.get("id_token"), answer::toString).textValue();
  }

  /**
   * Creates a user, whose password is the name, and its groups.
   *
   * @param groups names, each of a group without a parent
   */
  public void create(String user, String realmRole, List<String> groups) {
    var created =
        Map.of(
            "username",
            user,
            "enabled",
            true,
            "email",
            user + "@bank.test",
            "firstName",
            user,
            "lastName",
            "Many",
            "credentials",
            List.of(Map.of("type", "password", "value", user)),
            "realmRoles",
            List.of(realmRole),
            "groups",
            groups.stream().map(name -> "/" + name).toList());
    var all =
        Map.of(
            "ifResourceExists",
            "FAIL",
            "groups",
            groups.stream().map(name -> Map.of("name", name, "path", "/" + name)).toList(),
            "users",
            List.of(created));
    admin("POST", "/partialImport", Json.write(all));
  }

  /** Stops answering, as behind a network that has failed. */
  public void pause() {
    process.signal("STOP");
  }

  /** Answers again. */
  public void resume() {
    process.signal("CONT");
  }

  /** Creates a new signing key and signs with it: the key of the highest priority. */
  public void rotateKeys() {
    var realm = admin("GET", "", "");
    var component =
        Map.of(
            "name", "rotated",
            "providerId", "rsa-generated",
            "providerType", "org.keycloak.keys.KeyProvider",
            "parentId", realm.get("id").textValue(),
            "config",
                Map.of(
                    "priority", List.of(String.valueOf(priority.incrementAndGet())),
                    "algorithm", List.of("RS256"),
                    "keySize", List.of("2048")));
    admin("POST", "/components", Json.write(component));
  }

  /** Sets the lifetime of its access tokens. */
  public void accessTokensLast(Duration life) {
    var realm = Map.of("realm", REALM, "accessTokenLifespan", life.toSeconds());
    admin("PUT", "", Json.write(realm));
  }

  /** Sets whether a refresh token is good for one use only. */
  public void rotatesRefreshTokens(boolean once) {
    admin("PUT", "", Json.write(Map.of("realm", REALM, "revokeRefreshToken", once)));
  }

  /**
   * Moves the client {@code console} to where the servers of a test listen.
   *
   * @param backChannel where Keycloak reports the end of a session
   * @param pages addresses of pages that a browser may be sent back to, {@code http://…/*}
   */
  public void consoleAt(URI backChannel, URI... pages) {
    var client = admin("GET", "/clients?clientId=console", "").get(0);
    var redirects = Stream.of(pages).map(URI::toString).toList();
    var changed = (ObjectNode) client;
    changed.putPOJO("redirectUris", redirects);
    var attributes = (ObjectNode) client.get("attributes");
    attributes.put("backchannel.logout.url", backChannel.toString());
    attributes.put("post.logout.redirect.uris", String.join("##", redirects));
    admin("PUT", "/clients/" + client.get("id").textValue(), Json.write(changed));
  }

  /** Signs a user out of all sessions, as an administrator does. */
  public void signOut(String user) {
    var found = admin("GET", "/users?exact=true&username=" + user, "").get(0);
    admin("POST", "/users/" + found.get("id").textValue() + "/logout", "");
  }

  private JsonNode admin(String method, String path, String body) {
    var login =
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "admin-cli",
            "username",
            ADMIN,
            "password",
            ADMIN);
    var master = "http://localhost:" + port + "/realms/master/protocol/openid-connect/token";
    var token = post(master, login).get("access_token").textValue();
    var request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/admin/realms/" + REALM + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return read(send(request));
  }

  private static JsonNode post(String url, Map<String, String> form) {
    var body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return read(
        send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static JsonNode read(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return Json.read(answer.body().isEmpty() ? "{}" : answer.body());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops it like a shutdown does. */
  public void stop() {
    KeycloakInstallation.stop(process);
  }
}
