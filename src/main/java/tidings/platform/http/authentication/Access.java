package tidings.platform.http.authentication;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access rule of a resource method, from the annotations of Jakarta Annotations. Those of the
 * method come before those of its declaring class, and these before those of the resource's class.
 * A method that it overrides, or implements, may restrict access, and never opens it.
 *
 * @param isOpen whether anyone may call it, without authentication
 * @param roles of which the caller needs one; null if any caller may call it
 */
record Access(boolean isOpen, @Nullable Set<String> roles) {

  private static final Access SIGNED_IN = new Access(false, null);
  private static final Access OPEN = new Access(true, null);
  private static final Access NOBODY = new Access(false, Set.of());

  static Access to(ResourceInfo resource) {
    var method = resource.getResourceMethod();
    var own = of(method);
    if (own != null) {
      return own;
    }
    for (var element : restrictingMethods(method, resource.getResourceClass())) {
      var found = of(element);
      if (found != null && !found.isOpen()) {
        return found;
      }
    }
    for (var element : List.of(method.getDeclaringClass(), resource.getResourceClass())) {
      var found = of(element);
      if (found != null) {
        return found;
      }
    }
    return SIGNED_IN;
  }

  private static @Nullable Access of(AnnotatedElement element) {
    if (element.isAnnotationPresent(DenyAll.class)) {
      return NOBODY;
    }
    var allowed = element.getAnnotation(RolesAllowed.class);
    if (allowed != null) {
      return new Access(false, Set.of(allowed.value()));
    }
    return element.isAnnotationPresent(PermitAll.class) ? OPEN : null;
  }

  /** The methods of superclasses and interfaces that this one overrides or implements. */
  private static List<Method> restrictingMethods(Method method, Class<?> resource) {
    var methods = new ArrayList<Method>();
    for (var type : supertypes(resource)) {
      for (var other : type.getDeclaredMethods()) {
        if (!other.equals(method)
            && other.getName().equals(method.getName())
            && List.of(other.getParameterTypes()).equals(List.of(method.getParameterTypes()))) {
          methods.add(other);
        }
      }
    }
    return methods;
  }

  private static Set<Class<?>> supertypes(Class<?> type) {
    var types = new LinkedHashSet<Class<?>>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      types.add(at);
      for (var implemented : at.getInterfaces()) {
        types.addAll(supertypes(implemented));
      }
    }
    return types;
  }
}
