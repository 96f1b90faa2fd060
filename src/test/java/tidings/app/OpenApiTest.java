package tidings.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.app.configuration.Features;
import tidings.app.endpoint.Api;
import tidings.app.endpoint.AuthApi;
import tidings.app.endpoint.DevApi;
import tidings.app.endpoint.OpenAiApi;

/** The OpenAPI document says what the resources declare: neither can change without the other. */
class OpenApiTest {

  private static final java.nio.file.Path FILE =
      java.nio.file.Path.of("src/main/webapp/META-INF/openapi.yaml");

  private static final List<Application> APPLICATIONS =
      List.of(new Api(), new OpenAiApi(), new DevApi(), new AuthApi());

  /** What the runtime answers, without a resource of ours. */
  private static final Set<String> OF_THE_RUNTIME =
      Set.of(
          "GET /health",
          "GET /health/started",
          "GET /health/live",
          "GET /health/ready",
          "GET /metrics");

  /** These read parameters of the request that they do not declare. */
  private static final Set<String> READ_BY_HAND =
      Set.of("GET /api/conversations", "POST /api/events");

  private final SwaggerParseResult read = new OpenAPIV3Parser().readContents(text());
  private final OpenAPI document = requireNonNull(read.getOpenAPI());

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsValid() {
    assertThat(read.getMessages()).isEmpty();
    assertThat(document.getOpenapi()).isEqualTo("3.1.0");
  }

  @Test
  void itHasTheOperationsOfAllResourcesAndOfTheRuntimeAndNoOther() {
    var expected = new TreeSet<>(declared().keySet());
    expected.addAll(OF_THE_RUNTIME);
    assertThat(described().keySet()).isEqualTo(expected);
  }

  @Test
  void eachOperationHasTheParametersThatItsResourceDeclares() {
    var described = described();
    declared()
        .forEach(
            (operation, method) -> {
              if (!READ_BY_HAND.contains(operation)) {
                assertThat(described.get(operation)).as(operation).isEqualTo(parameters(method));
              }
            });
  }

  private static Set<Class<?>> classes(Application application) {
    return switch (application) {
      case Api _ -> Api.classes(Features.ALL);
      case OpenAiApi _ -> OpenAiApi.classes(Features.ALL);
      default -> application.getClasses();
    };
  }

  /** Each method of a resource that answers requests, by its operation: {@code GET /api/runs}. */
  private static Map<String, Method> declared() {
    var declared = new TreeMap<String, Method>();
    for (var application : APPLICATIONS) {
      var type = application.getClass();
      var root = requireNonNull(type.getAnnotation(ApplicationPath.class)).value();
      for (var resource : classes(application)) {
        for (var method : resource.getMethods()) {
          verb(method)
              .ifPresent(verb -> declared.put(verb + " " + root + path(resource, method), method));
        }
      }
    }
    return declared;
  }

  private static Optional<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .flatMap(Stream::ofNullable)
        .map(HttpMethod::value)
        .findFirst();
  }

  /** As the document has it: without the expressions that parameters must match. */
  private static String path(AnnotatedElement... elements) {
    var path = new StringBuilder();
    for (var element : elements) {
      var part = element.getAnnotation(Path.class);
      path.append(part == null || part.value().isEmpty() ? "" : "/" + part.value());
    }
    return path.toString().replaceAll("\\{(\\w+):[^}]*}", "{$1}");
  }

  private static Set<String> parameters(Method method) {
    var parameters = new TreeSet<String>();
    for (var one : method.getParameters()) {
      if (one.isAnnotationPresent(BeanParam.class)) {
        for (var field : one.getType().getDeclaredFields()) {
          add(field, parameters);
        }
      }
      add(one, parameters);
    }
    return parameters;
  }

  private static void add(AnnotatedElement declared, Set<String> parameters) {
    for (var annotation : declared.getAnnotations()) {
      var parameter = parameter(annotation);
      if (parameter != null) {
        parameters.add(parameter);
      }
    }
  }

  private static @Nullable String parameter(Annotation annotation) {
    return switch (annotation) {
      case PathParam path -> "path " + path.value();
      case QueryParam query -> "query " + query.value();
      case HeaderParam header -> "header " + header.value();
      default -> null;
    };
  }

  /** Parameters of each operation of the document, as {@code query timeout}. */
  private Map<String, Set<String>> described() {
    var described = new TreeMap<String, Set<String>>();
    document
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach(
                        (verb, operation) ->
                            described.put(
                                verb + " " + path, parameters(item, operation.getParameters()))));
    return described;
  }

  private Set<String> parameters(PathItem item, @Nullable List<Parameter> own) {
    var parameters = new TreeSet<String>();
    Stream.of(Optional.ofNullable(item.getParameters()), Optional.ofNullable(own))
        .flatMap(Optional::stream)
        .flatMap(List::stream)
        .map(this::resolved)
        .forEach(parameter -> parameters.add(parameter.getIn() + " " + parameter.getName()));
    return parameters;
  }

  private Parameter resolved(Parameter parameter) {
    var reference = parameter.get$ref();
    if (reference == null) {
      return parameter;
    }
    var name = reference.substring(reference.lastIndexOf('/') + 1);
    return requireNonNull(document.getComponents().getParameters().get(name), reference);
  }
}
