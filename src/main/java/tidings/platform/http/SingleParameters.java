package tidings.platform.http;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;

/**
 * Rejects a query parameter that is given twice where a resource takes one value: a client that
 * sends two would not know which one applies. A parameter that the resource, or a field of its
 * {@link BeanParam}, declares as a collection may be repeated. Applies to Tidings' own resources.
 */
public class SingleParameters implements DynamicFeature {

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    var names =
        Arrays.stream(resource.getResourceMethod().getParameters())
            .flatMap(SingleParameters::names)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!names.isEmpty()) {
      context.register(new Check(names));
    }
  }

  private static Stream<String> names(Parameter parameter) {
    return parameter.isAnnotationPresent(BeanParam.class)
        ? Arrays.stream(parameter.getType().getDeclaredFields())
            .flatMap(field -> name(field, field.getType()))
        : name(parameter, parameter.getType());
  }

  private static Stream<String> name(AnnotatedElement element, Class<?> type) {
    var annotation = element.getAnnotation(QueryParam.class);
    return annotation == null || Collection.class.isAssignableFrom(type)
        ? Stream.empty()
        : Stream.of(annotation.value());
  }

  /** The parameters of one resource method. */
  record Check(Set<String> names) implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext context) {
      var given = context.getUriInfo().getQueryParameters();
      var faults = new Faults();
      for (var name : names) {
        if (given.getOrDefault(name, List.of()).size() > 1) {
          faults.add(fault(name));
        }
      }
      if (!faults.isEmpty()) {
        throw new BadRequestException(faults.list());
      }
    }
  }

  /** The fault of a parameter that is given twice. */
  public static Fault fault(String name) {
    return new Fault(name, "is given more than once");
  }
}
