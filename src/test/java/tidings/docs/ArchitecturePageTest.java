package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code src/docs/architecture.md} lists the types that an event, and a frame of a run, pass. Each
 * step of both lists is a dependency of the code, or a turn that the page names.
 */
class ArchitecturePageTest {

  private static final Path PAGE = Path.of("src/docs/architecture.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([\\w.]+)` \\| [^|]+ \\|([^|]*)\\|$", Pattern.MULTILINE);

  private static final Pattern HANDOVER = Pattern.compile("hands over `(\\w+)`");

  private static final JavaClasses TIDINGS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("tidings");

  /**
   * A row of a list.
   *
   * @param link how the next row follows; empty in the last row
   */
  private record Step(String type, String link) {}

  private static List<Step> steps(String page, String heading) {
    int begin = page.indexOf("\n## " + heading + "\n");
    assertThat(begin).as(heading).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    return ROW.matcher(page.substring(begin, end < 0 ? page.length() : end))
        .results()
        .map(row -> new Step(row.group(1), row.group(2).strip()))
        .toList();
  }

  /** The class of this simple name; a nested one is named {@code Outer.Inner}. */
  private static JavaClass named(String name) {
    var found =
        TIDINGS.stream()
            .filter(type -> type.getName().endsWith("." + name.replace('.', '$')))
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  /** What a class uses, with the classes nested in it. */
  private static Set<JavaClass> uses(JavaClass type) {
    return TIDINGS.stream()
        .filter(part -> part.equals(type) || part.getName().startsWith(type.getName() + "$"))
        .flatMap(part -> part.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass())
        .collect(Collectors.toSet());
  }

  /** What is wrong with each step of a list. */
  private static List<String> faults(List<Step> steps) {
    var faults = new ArrayList<String>();
    for (int i = 0; i + 1 < steps.size(); i++) {
      var passed = steps.subList(0, i).stream().map(Step::type).collect(Collectors.toSet());
      fault(steps.get(i), steps.get(i + 1).type(), passed).ifPresent(faults::add);
    }
    return faults;
  }

  private static Optional<String> fault(Step step, String next, Set<String> passed) {
    var from = named(step.type());
    var to = named(next);
    var handover = HANDOVER.matcher(step.link());
    boolean holds;
    if (handover.matches()) {
      var carrier = named(handover.group(1));
      holds =
          uses(from).contains(carrier) && uses(to).contains(carrier) && !uses(from).contains(to);
    } else {
      holds =
          switch (step.link()) {
            case "calls" -> uses(from).contains(to);
            case "is implemented by" -> from.isInterface() && to.isAssignableTo(from.getName());
            case "returns to" -> passed.contains(next);
            default -> false;
          };
    }
    return holds
        ? Optional.empty()
        : Optional.of(step.type() + " " + step.link() + " " + next + " does not hold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Which way does an event take?", "Which way does a run's frame take?"})
  void eachStepOfTheListIsOneOfTheCode(String heading) {
    var steps = steps(Pages.read(PAGE), heading);
    assertThat(steps).hasSizeGreaterThan(10);
    assertThat(steps.getLast().link()).isEmpty();
    assertThat(faults(steps)).isEmpty();
  }

  /** A list that is wrong is found to be: a rule that cannot fail guards nothing. */
  @ParameterizedTest
  @CsvSource({
    "SseEncoder, calls, Router",
    "Router, calls, KafkaTail",
    "EventLog, is implemented by, EventBus",
    "Router, is implemented by, Router",
    "KafkaTail, hands over `Frame`, LogConnector",
    "Router, hands over `Frame`, Connection",
    "Frame, returns to, Router",
    "Frame, somehow reaches, Router"
  })
  void aStepThatIsNoneIsFound(String type, String link, String next) {
    assertThat(Stream.of(new Step(type, link)).flatMap(s -> fault(s, next, Set.of()).stream()))
        .hasSize(1);
  }
}
