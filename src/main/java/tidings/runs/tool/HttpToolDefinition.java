package tidings.runs.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;

/**
 * A tool that is a call of an HTTP service, as its owner or one of their agents defined it.
 *
 * @param parameters JSON Schema of the arguments, an object
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param url absolute; {@code {name}} in its path or query stands for that argument. Other
 *     arguments go into the query of GET and DELETE, and into a JSON body of the other methods
 * @param headers of the request. Nothing secret: definitions are stored in plain text
 */
public record HttpToolDefinition(
    String name,
    String description,
    ObjectNode parameters,
    String method,
    String url,
    Map<String, String> headers) {

  static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]+)}");

  private static final Set<String> DOTS = Set.of(".", "..");
  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** Headers that carry secrets, and headers of the connection. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "authorization",
          "cookie",
          "proxy-authorization",
          "host",
          "connection",
          "content-length",
          "expect",
          "upgrade",
          "transfer-encoding");

  public HttpToolDefinition {
    parameters = parameters.deepCopy();
    headers = Map.copyOf(headers);
  }

  /** The result of reading a definition. */
  public sealed interface Read {
    /** The definition is valid. */
    record Good(HttpToolDefinition tool) implements Read {}

    /** The definition has faults. */
    record Bad(List<Fault> faults) implements Read {
      public Bad {
        faults = List.copyOf(faults);
      }
    }
  }

  /** Reads a definition, and reports its faults, up to {@link Faults#MAX}. */
  public static Read read(ObjectNode json) {
    var faults = new Faults();
    var name = text(json, "name", faults);
    if (!name.isEmpty() && !name.matches(NAME)) {
      faults.add("name", "must be 1 to 64 of A-Z a-z 0-9 _ -");
    }
    var description = text(json, "description", faults);
    var parameters = parameters(json.path("parameters"), faults);
    var method = text(json, "method", faults).toUpperCase(Locale.ROOT);
    if (!method.isEmpty() && !METHODS.contains(method)) {
      faults.add("method", "must be GET, POST, PUT, PATCH or DELETE");
    }
    var url = text(json, "url", faults);
    checkUrl(url, parameters, faults);
    var headers = headers(json.path("headers"), faults);
    return faults.isEmpty()
        ? new Read.Good(new HttpToolDefinition(name, description, parameters, method, url, headers))
        : new Read.Bad(faults.list());
  }

  private static String text(ObjectNode json, String field, Faults faults) {
    var value = json.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      faults.add(field, "must be a text that is not empty");
      return "";
    }
    return value.asText().strip();
  }

  private static ObjectNode parameters(JsonNode json, Faults faults) {
    if (json.isMissingNode() || json.isNull()) {
      return Schema.object().json();
    }
    if (!(json instanceof ObjectNode schema)
        || !schema.path("type").asText().equals("object")
        || !(schema.path("properties").isObject() || schema.path("properties").isMissingNode())) {
      faults.add("parameters", "must be a JSON Schema of type object");
      return Schema.object().json();
    }
    return schema;
  }

  private static void checkUrl(String url, ObjectNode parameters, Faults faults) {
    if (url.isEmpty()) {
      return;
    }
    try {
      var example = URI.create(PLACEHOLDER.matcher(url).replaceAll("x"));
      if (example.getHost() == null
          || !Set.of("http", "https").contains(String.valueOf(example.getScheme()))
          || example.getUserInfo() != null) {
        faults.add("url", "must be an absolute http or https address without a user");
      } else if (leadsElsewhere(example.getRawPath())) {
        faults.add("url", "must not have an empty segment, '.' or '..' in its path");
      } else if (!url.startsWith(example.getScheme() + "://" + example.getRawAuthority())) {
        faults.add("url", "must not have a placeholder in its host");
      }
    } catch (IllegalArgumentException e) {
      faults.add("url", "is not a valid address: " + e.getMessage());
    }
    var known = parameters.path("properties");
    PLACEHOLDER
        .matcher(url)
        .results()
        .map(result -> result.group(1))
        .filter(name -> !known.has(name))
        .forEach(name -> faults.add("url", "{" + name + "} is not among parameters"));
  }

  /**
   * Whether a path has an empty segment before its last one, or a segment that leads up: even if it
   * is decoded twice, or its backslashes are taken for slashes, as some services do.
   */
  static boolean leadsElsewhere(@Nullable String rawPath) {
    if (rawPath == null || rawPath.isEmpty() || rawPath.equals("/")) {
      return false;
    }
    var decoded = decoded(decoded(rawPath)).replace('\\', '/');
    return rawPath.contains("//") || Stream.of(decoded.split("/", -1)).anyMatch(DOTS::contains);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a literal percent sign
    }
  }

  private static Map<String, String> headers(JsonNode json, Faults faults) {
    var headers = new TreeMap<String, String>();
    if (json.isMissingNode() || json.isNull()) {
      return headers;
    }
    if (!json.isObject()) {
      faults.add("headers", "must be an object of texts");
      return headers;
    }
    for (var header : json.properties()) {
      var name = header.getKey();
      var value = header.getValue();
      if (!value.isTextual() || value.asText().chars().anyMatch(Character::isISOControl)) {
        faults.add("headers." + name, "must be a text of one line");
      } else if (!name.matches("[A-Za-z0-9-]{1,64}")
          || FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
        faults.add("headers." + name, "may not be set by a tool");
      } else {
        headers.put(name, value.asText());
      }
    }
    return headers;
  }

  /** The host, with the port if the URL has one. */
  public String host() {
    return URI.create(PLACEHOLDER.matcher(url).replaceAll("x")).getRawAuthority();
  }
}
