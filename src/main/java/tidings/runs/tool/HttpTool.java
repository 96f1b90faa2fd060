package tidings.runs.tool;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tidings.platform.security.Caller;

/** A tool that is a call of an HTTP service. The caller's own token is not sent. */
final class HttpTool implements Tool {

  /**
   * Maximum size of an answer, in bytes; a larger one is a failure, because a part of it could
   * mislead the model.
   */
  private static final int MAX_ANSWER = 64 << 10;

  /** Maximum number of characters of a refusal that the model receives. */
  private static final int MAX_REFUSAL = 500;

  private final HttpToolDefinition definition;
  private final HttpToolSettings settings;
  private final HttpClient http;

  /**
   * @param http follows no redirects: they would lead beyond the allowed hosts
   */
  HttpTool(HttpToolDefinition definition, HttpToolSettings settings, HttpClient http) {
    this.definition = definition;
    this.settings = settings;
    this.http = http;
  }

  @Override
  public String name() {
    return definition.name();
  }

  @Override
  public String description() {
    return definition.description();
  }

  @Override
  public ObjectNode parameters() {
    return definition.parameters().deepCopy();
  }

  @Override
  public String call(ObjectNode arguments, Caller caller) throws InterruptedException {
    if (!settings.allows(definition.host())) {
      throw new ToolException(
          "the host %s is not among tidings.tools.hosts".formatted(definition.host()));
    }
    // The timeout of a request ends with the answer's head; its body may arrive slowly.
    var answer =
        http.sendAsync(
            request(arguments), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER));
    try {
      return text(answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw failed("no answer within " + settings.timeout().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw failed(requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    } finally {
      answer.cancel(true);
    }
  }

  private ToolException failed(String why, Throwable cause) {
    return new ToolException("%s cannot be called: %s".formatted(definition.host(), why), cause);
  }

  private static String text(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status < 200 || status >= 300) {
      var body = answer.body();
      throw new ToolException(
          "it answered %d: %s"
              .formatted(status, body.substring(0, Math.min(body.length(), MAX_REFUSAL))));
    }
    return answer.body();
  }

  HttpRequest request(ObjectNode arguments) {
    var used = new HashSet<String>();
    var url =
        new StringBuilder(
            HttpToolDefinition.PLACEHOLDER
                .matcher(definition.url())
                .replaceAll(
                    found -> {
                      used.add(found.group(1));
                      return encoded(required(arguments, found.group(1)));
                    }));
    var rest = rest(arguments, used);
    var request = HttpRequest.newBuilder().timeout(settings.timeout());
    for (var header : definition.headers().entrySet()) {
      if (!settings.allowsHeader(header.getKey())) {
        throw new ToolException(
            "the header %s is not among tidings.tools.headers".formatted(header.getKey()));
      }
      request.setHeader(header.getKey(), header.getValue());
    }
    if (definition.method().equals("GET") || definition.method().equals("DELETE")) {
      request.method(definition.method(), BodyPublishers.noBody());
      appendQuery(url, rest);
    } else {
      request.setHeader("Content-Type", "application/json");
      request.method(definition.method(), BodyPublishers.ofString(rest.toString()));
    }
    var uri = URI.create(url.toString());
    requireOwnPath(uri);
    return request.uri(uri).build();
  }

  /**
   * An empty segment, or one that leads up, would turn the call into one of another resource:
   * clients, proxies and services remove such segments.
   */
  private static void requireOwnPath(URI uri) {
    if (HttpToolDefinition.leadsElsewhere(uri.getRawPath())) {
      throw new ToolException(
          "an argument in the path of the address must not be empty, nor have a part '.' or '..'");
    }
  }

  private static String required(ObjectNode arguments, String name) {
    var value = arguments.path(name);
    if (value.isMissingNode() || value.isNull() || value.isContainerNode()) {
      throw new ToolException("'" + name + "' must be a text or a number");
    }
    return value.asText();
  }

  private static ObjectNode rest(ObjectNode arguments, Set<String> used) {
    var rest = arguments.deepCopy();
    rest.remove(used);
    return rest;
  }

  private static void appendQuery(StringBuilder url, ObjectNode arguments) {
    char separator = url.indexOf("?") < 0 ? '?' : '&';
    for (var argument : arguments.properties()) {
      for (var value : values(argument.getValue())) {
        url.append(separator).append(encoded(argument.getKey())).append('=').append(encoded(value));
        separator = '&';
      }
    }
  }

  private static List<String> values(JsonNode value) {
    if (value.isArray()) {
      var values = new ArrayList<String>();
      value.forEach(one -> values.add(one.isContainerNode() ? one.toString() : one.asText()));
      return values;
    }
    if (value.isNull()) {
      return List.of();
    }
    return List.of(value.isObject() ? value.toString() : value.asText());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
