package tidings.platform.signin;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import tidings.platform.identity.TestKey;

/** An identity provider that answers as a test says. */
final class ProviderStub implements AutoCloseable {

  static final String CLIENT = "console";

  private static final TestKey KEY = TestKey.forAlgorithm("RS256");
  private final HttpServer server;
  private final String path;
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  // Guarded by this.
  private final Queue<Map<String, Object>> answers = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();

  ProviderStub() {
    this("");
  }

  /**
   * A provider with a path in its issuer.
   *
   * @param path {@code /}, {@code /realms/bank}
   */
  ProviderStub(String path) {
    this.path = path;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    metadata.put("issuer", issuer());
    metadata.put("authorization_endpoint", address() + "/authorize");
    metadata.put("token_endpoint", address() + "/token");
    metadata.put("revocation_endpoint", address() + "/revoke");
    metadata.put("end_session_endpoint", address() + "/logout");
    metadata.put("jwks_uri", address() + "/keys");
    metadata.put("response_types_supported", List.of("code"));
    metadata.put("subject_types_supported", List.of("public"));
    metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
    server.createContext("/", this::answer);
    server.start();
  }

  String issuer() {
    return address() + path;
  }

  private String address() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Changes the discovery document. */
  ProviderStub with(String member, Object value) {
    metadata.put(member, value);
    return this;
  }

  /** Removes a member of the discovery document. */
  ProviderStub without(String member) {
    metadata.remove(member);
    return this;
  }

  String keys() {
    return JSONObjectUtils.toJSONString(
        Map.of("keys", List.of(KEY.jwk(Map.of("use", "sig", "kid", "k-1")))));
  }

  /** The next answer of the token endpoint; one with {@code error} is a refusal. */
  synchronized void answerNext(Map<String, Object> answer) {
    answers.add(answer);
  }

  /** The requests for tokens and revocations, with their {@code Authorization}. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** A token signed by this provider. */
  String token(Map<String, Object> claims) {
    var all = new HashMap<String, Object>();
    all.put("iss", issuer());
    all.put("iat", Instant.now().getEpochSecond());
    all.put("exp", Instant.now().getEpochSecond() + 300);
    all.putAll(claims);
    return KEY.sign("RS256", Map.of("kid", "k-1"), all);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var document = path.replaceFirst("/$", "") + "/.well-known/openid-configuration";
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case String asked when asked.equals(document) ->
            send(exchange, 200, JSONObjectUtils.toJSONString(metadata));
        case "/keys" -> send(exchange, 200, keys());
        case "/token" -> tokens(exchange);
        case "/revoke" -> {
          record(exchange);
          send(exchange, 200, "{}");
        }
        default -> send(exchange, 404, "{}");
      }
    }
  }

  private synchronized void tokens(HttpExchange exchange) throws IOException {
    record(exchange);
    var answer = answers.remove();
    send(exchange, answer.containsKey("error") ? 400 : 200, JSONObjectUtils.toJSONString(answer));
  }

  private synchronized void record(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(
        exchange.getRequestURI().getPath()
            + " "
            + body
            + (authorization == null ? "" : " " + authorization));
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
