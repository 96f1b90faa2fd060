package tidings.it.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Faulty requests, from a grammar of mistakes: the resource exists, and everything about the
 * request may be wrong. The same seed generates the same requests.
 */
public final class MalformedRequests {

  /** Replacements for a part of a path, a parameter or a header. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "0",
          "-1",
          "1e999",
          "null",
          "undefined",
          "true",
          "99999999999999999999",
          "%",
          "%z",
          "%zz",
          "%00",
          "%2e%2e",
          "%2F",
          "%5c",
          "%c0%ae",
          "%ff%fe",
          "%ed%a0%80",
          "%F0%9F%98%80",
          "..",
          ".",
          ";",
          ";a=b",
          "a;b=c",
          "a,b",
          "a/b",
          "*",
          "**",
          "a..b",
          "a.*.b",
          "[]",
          "[\"a\"]",
          "[\"a\",",
          "{}",
          "'",
          "\"",
          "<script>",
          "%0d%0aX:y",
          "%09",
          "+",
          "%20",
          "a".repeat(2000),
          "%41".repeat(500),
          ".".repeat(300),
          "*.".repeat(100) + "*",
          "r-0123456789abcdef",
          "r-unknown:7",
          "Bearer x",
          "e".repeat(64),
          "2027-01-31T12:00:00Z",
          "-9223372036854775808");

  private static final List<String> PARAMETERS =
      List.of(
          "types",
          "topics",
          "session",
          "lastEventId",
          "ticket",
          "format",
          "heartbeat",
          "cursor",
          "timeout",
          "kind",
          "status",
          "tag",
          "q",
          "before",
          "limit",
          "_",
          "");

  /**
   * Headers as they are written in a head; without control characters, which concern HTTP and not
   * the application.
   */
  private static final List<String> HEADERS =
      List.of(
          "Accept: */",
          "Accept: text",
          "Accept: ;;;",
          "Accept: text/event-stream;q=x",
          "Accept: ,",
          "Accept: a/b/c",
          "Accept: text/event-stream",
          "Accept: */*;charset=\"",
          "Accept-Language: ;",
          "Accept-Charset: x;q=9",
          "Accept-Encoding: gzip;q=nan",
          "Content-Encoding: gzip",
          "Content-Encoding: deflate",
          "Content-Encoding: br",
          "Content-Encoding: gzip, gzip",
          "Content-Encoding: ",
          "Last-Event-ID: x",
          "Last-Event-ID: \u00e9\u00ff",
          "Range: bytes=-1",
          "Range: x",
          "If-Modified-Since: x",
          "If-None-Match: \"",
          "X-Forwarded-For: x",
          "X-Forwarded-For: ::::1, 999.1.1.1",
          "X-Forwarded-Proto: x",
          "X-Forwarded-Host: x/y",
          "Forwarded: for=\"",
          "Cookie: tidings_token=x",
          "Cookie: ;;=;",
          "Cookie: $Version=9",
          "Origin: x",
          "Origin: http://[",
          "Sec-Fetch-Site: cross-site",
          "Tidings-Run: x",
          "Tidings-Run: r-0123456789abcdef",
          "Tidings-Client: ",
          "Tidings-Background: x",
          "ce-specversion: 1.0",
          "ce-specversion: 2",
          "ce-id: %",
          "ce-type: %00",
          "ce-type: a%c0",
          "ce-user: [\"a\"",
          "ce-time: x",
          "ce-expires: 9999999-01-01T00:00:00Z",
          "ce-: x",
          "ce-data: x",
          "ce-\u00e9: x",
          "X-HTTP-Method-Override: DELETE",
          "Upgrade: h2c",
          "Expect: x",
          "TE: x",
          "Via: x",
          "Authorization: Basic Og==",
          "Authorization: Bearer ",
          "Authorization: Bearer a.b.c",
          "Authorization: bearer",
          "Authorization: Bearer \u00ff",
          "Authorization: Bearer " + "a".repeat(6000) + ".b.c",
          "x-request-id: " + "y".repeat(4000));

  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/cloudevents+json",
          "application/cloudevents-batch+json",
          "application/json;charset=utf-16",
          "application/json; charset=x",
          "application/json;charset=",
          "application/json;charset=\"",
          "application/json;;",
          "application/",
          "/",
          "",
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "multipart/form-data;boundary=",
          "application/cloudevents+xml",
          "application/merge-patch+json",
          "*/*",
          "a/b;c=d;c=d");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-0",
          "1e400",
          "-1e-400",
          "0.1e1",
          "123456789012345678901234567890",
          "1" + "0".repeat(1500),
          "\"\"",
          "\"x\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[1,\"x\"]",
          "{\"a\":{}}",
          "{\"\":\"\"}",
          "\"" + "z".repeat(5000) + "\"",
          "[" + "1,".repeat(3000) + "1]",
          "\"r-x\"",
          "\"*\"",
          "\"a/**\"",
          "\"2027-01-31T12:00:00Z\"",
          "\"+999999999-01-01T00:00:00Z\"",
          "\"{x}\"",
          "\"{x:9999999999}\"",
          "\"http://[\"",
          "\"http://localhost:1/{x}\"",
          "\"GET\"",
          "\"cv-x\"",
          "\"builtin\"",
          "-1",
          "1.5");

  private static final List<String> MEMBERS =
      List.of(
          "specversion",
          "id",
          "source",
          "type",
          "time",
          "subject",
          "datacontenttype",
          "data",
          "data_base64",
          "user",
          "session",
          "group",
          "topic",
          "priority",
          "conflate",
          "expires",
          "event",
          "user_id",
          "user_prompt",
          "model_name",
          "system_prompt",
          "mcp_servers",
          "conversation_id",
          "temporary",
          "stream",
          "requirement",
          "agent_type",
          "graph_name",
          "input_text",
          "continue_from_checkpoint",
          "name",
          "description",
          "nodes",
          "end_template",
          "is_subgraph",
          "subgraph_name",
          "input_nodes",
          "output_nodes",
          "handoffs",
          "context",
          "context_mode",
          "method",
          "url",
          "headers",
          "parameters",
          "properties",
          "title",
          "tags",
          "status",
          "subscribe",
          "unsubscribe",
          "types",
          "topics",
          "token",
          "until",
          "token_id",
          "groups",
          "tidings",
          "expires_in",
          "model",
          "messages",
          "role",
          "content",
          "tools",
          "stream_options",
          "background",
          "store",
          "");

  private final Random random;
  private final List<String> operations;
  private final String token;

  /**
   * @param operations as {@code GET /api/runs/{id}}
   * @param token of a caller; some requests omit it
   */
  public MalformedRequests(long seed, Set<String> operations, String token) {
    random = new Random(seed);
    this.operations = List.copyOf(operations.stream().sorted().toList());
    this.token = token;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean in(int chances) {
    return random.nextInt(chances) == 0;
  }

  /** The next request, as bytes for the wire. */
  public synchronized byte[] next() {
    var operation = one(operations).split(" ", 2);
    var path = path(operation[1]);
    var body = operation[0].equals("GET") && !in(8) ? new byte[0] : body();
    var head = new ArrayList<String>();
    head.add(method(operation[0]) + " " + path + " HTTP/1.1");
    head.add("Host: localhost");
    head.add("Connection: close");
    if (!in(12)) {
      head.add("Authorization: Bearer " + token);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      var header = one(HEADERS);
      if (head.stream()
          .noneMatch(it -> it.startsWith("Authorization") && header.startsWith("Auth"))) {
        head.add(header);
      }
    }
    if (body.length > 0 || in(4)) {
      head.add("Content-Type: " + (in(4) ? one(TYPES) : "application/json"));
      head.add("Content-Length: " + body.length);
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(
        (String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private String method(String right) {
    return in(15)
        ? one(List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "X"))
        : right;
  }

  private String path(String template) {
    var path = new StringBuilder();
    for (var segment : template.substring(1).split("/", -1)) {
      path.append('/').append(segment.startsWith("{") || in(25) ? text() : segment);
    }
    int parameters = in(2) ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < parameters; i++) {
      path.append(i == 0 ? '?' : '&').append(one(PARAMETERS));
      if (!in(10)) {
        path.append('=').append(text());
      }
    }
    return path.toString();
  }

  /** Without the characters that end a request line. */
  private String text() {
    var text = in(3) ? one(TEXTS) + one(TEXTS) : one(TEXTS);
    return text.replace(" ", "%20");
  }

  private byte[] body() {
    var json = new StringBuilder();
    value(json, 0);
    var text = json.toString();
    return switch (random.nextInt(14)) {
      case 0 -> new byte[0];
      case 1 ->
          text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.UTF_8);
      case 2 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
      case 3 -> text.getBytes(StandardCharsets.UTF_16);
      case 4 -> (text + one(List.of("x", ",", "\0", "}", "{}"))).getBytes(StandardCharsets.UTF_8);
      case 5 -> noise();
      case 6 -> deep();
      case 7 -> damaged(text.getBytes(StandardCharsets.UTF_8));
      default -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  private byte[] noise() {
    var noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] deep() {
    int depth = one(List.of(150, 250, 600, 1100, 20_000));
    var open = one(List.of("[", "{\"a\":", "{\"data\":[", "{\"headers\":", "{\"user\":"));
    return String.join("", Collections.nCopies(depth, open)).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] damaged(byte[] bytes) {
    for (int i = 0; i < 3 && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private void value(StringBuilder json, int depth) {
    int kind = depth == 0 ? random.nextInt(7) : random.nextInt(12);
    if (depth < 4 && kind < 6) {
      json.append('{');
      int members = random.nextInt(7);
      for (int i = 0; i < members; i++) {
        json.append(i == 0 ? "" : ",").append('"').append(one(MEMBERS)).append("\":");
        value(json, depth + 1);
      }
      json.append('}');
    } else if (depth < 4 && kind == 6) {
      json.append('[');
      int elements = random.nextInt(4);
      for (int i = 0; i < elements; i++) {
        json.append(i == 0 ? "" : ",");
        value(json, depth + 1);
      }
      json.append(']');
    } else {
      json.append(one(VALUES));
    }
  }
}
