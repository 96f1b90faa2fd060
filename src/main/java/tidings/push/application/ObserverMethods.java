package tidings.push.application;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import java.util.ArrayList;
import java.util.List;
import tidings.api.Published;

/**
 * Finds the methods of the application that observe {@link Published}, when the application is
 * deployed: {@code @Observes} and {@code @ObservesAsync}, without a qualifier.
 *
 * <p>{@code Event.fire} would call them one after another on the thread of the log and stop at the
 * first exception.
 */
public class ObserverMethods implements Extension {

  /**
   * One observer method.
   *
   * @param name its class and its name
   */
  record Found(String name, ObserverMethod<Published> method) {}

  private final List<Found> found = new ArrayList<>();

  void find(@Observes ProcessObserverMethod<Published, ?> one) {
    var method = one.getObserverMethod();
    if (method.getObservedQualifiers().stream().allMatch(Any.class::isInstance)) {
      var annotated = one.getAnnotatedMethod();
      var name = annotated == null ? "" : "." + annotated.getJavaMember().getName();
      found.add(new Found(method.getBeanClass().getName() + name, method));
    }
  }

  List<Found> found() {
    return List.copyOf(found);
  }
}
