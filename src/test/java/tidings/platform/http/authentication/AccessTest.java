package tidings.platform.http.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The callers that an application's resources admit, by the location of their annotations. */
class AccessTest {

  interface Contract {
    @RolesAllowed("ops")
    default void restricted() {}

    @PermitAll
    default void opened() {}
  }

  @RolesAllowed("admin")
  static class Base {
    public void inherited() {}

    @PermitAll
    public void open() {}

    public void overridden() {}
  }

  static class Plain implements Contract {
    public void any() {}

    @RolesAllowed({"a", "b"})
    public void roles() {}

    @DenyAll
    public void nobody() {}

    @Override
    public void restricted() {}

    @Override
    public void opened() {}
  }

  static class Derived extends Base {
    @Override
    public void overridden() {}

    public void own() {}
  }

  @PermitAll
  static class Open {
    public void open() {}

    @RolesAllowed("admin")
    public void admins() {}
  }

  record Call(Class<?> resource, Method method) implements ResourceInfo {
    @Override
    public Method getResourceMethod() {
      return method;
    }

    @Override
    public Class<?> getResourceClass() {
      return resource;
    }
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(Plain.class, "any", false, null),
        Arguments.of(Plain.class, "roles", false, Set.of("a", "b")),
        Arguments.of(Plain.class, "nobody", false, Set.of()),
        Arguments.of(Plain.class, "restricted", false, Set.of("ops")),
        Arguments.of(Plain.class, "opened", false, null),
        Arguments.of(Derived.class, "inherited", false, Set.of("admin")),
        Arguments.of(Derived.class, "open", true, null),
        Arguments.of(Derived.class, "own", false, null),
        Arguments.of(Derived.class, "overridden", false, null),
        Arguments.of(Open.class, "open", true, null),
        Arguments.of(Open.class, "admins", false, Set.of("admin")));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theNearestAnnotationDecides(
      Class<?> resource, String name, boolean open, @Nullable Set<String> roles) {
    var method =
        Arrays.stream(resource.getMethods())
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    var access = Access.to(new Call(resource, method));
    assertThat(access).isEqualTo(new Access(open, roles));
  }
}
