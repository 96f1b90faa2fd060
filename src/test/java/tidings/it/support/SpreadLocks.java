package tidings.it.support;

import static java.util.Comparator.comparingInt;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Orders test classes so that those of one lock, which run one after another, are spread over the
 * time of the others. Otherwise they remain at the end, and leave the processors idle. Classes with
 * {@link Order} come first.
 */
public final class SpreadLocks implements ClassOrderer {

  /** Part of the time by which the classes with a lock have begun: what follows fills the rest. */
  private static final double LOCKED_UNTIL = 0.4;

  private static final String NONE = "";

  @Override
  public void orderClasses(ClassOrdererContext context) {
    var classes = context.getClassDescriptors();
    var sizes = new HashMap<String, Integer>();
    classes.forEach(one -> sizes.merge(lock(one), 1, Integer::sum));
    var seen = new HashMap<String, Integer>();
    var positions = new HashMap<ClassDescriptor, Double>();
    for (var one : classes) {
      positions.put(one, positionOf(lock(one), seen, sizes));
    }
    classes.sort(comparingInt(SpreadLocks::order).thenComparingDouble(positions::get));
  }

  private static double positionOf(
      String lock, Map<String, Integer> seen, Map<String, Integer> sizes) {
    int before = seen.merge(lock, 1, Integer::sum) - 1;
    double position = (before + 0.5) / sizes.getOrDefault(lock, 1);
    return lock.equals(NONE) ? position : position * LOCKED_UNTIL;
  }

  private static int order(ClassDescriptor one) {
    return one.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
  }

  /** The first lock of a class. */
  private static String lock(ClassDescriptor one) {
    return one.findRepeatableAnnotations(ResourceLock.class).stream()
        .map(ResourceLock::value)
        .findFirst()
        .orElse(NONE);
  }
}
