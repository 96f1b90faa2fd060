package tidings;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rooms of the house and who may know whom: imports point up the list, never down. Each rule is
 * held, and then turned round or pointed at the wrong room: a rule that cannot fail guards nothing.
 */
class ArchitectureTest {

  /** From the top, which knows nothing, down. What stands together does not know each other. */
  private static final List<Set<String>> ROOMS =
      List.of(
          Set.of("event", "tls"),
          Set.of("codec"),
          Set.of("log", "security", "limits", "database", "redis"),
          Set.of("sse", "identity"),
          Set.of("bus"),
          Set.of("connection"),
          Set.of("routing"),
          Set.of("wire"),
          Set.of("ingress"),
          Set.of("ingress.http", "ingress.postgres", "ingress.redis", "run", "conversation"),
          Set.of("model", "tool"),
          Set.of("completion", "turn"),
          Set.of("definition"),
          Set.of("chat", "agent", "graph"),
          Set.of("ops", "app"));

  private static final String[] RESOURCES = {
    "tidings.wire",
    "tidings.ingress.http",
    "tidings.conversation",
    "tidings.run",
    "tidings.tool",
    "tidings.completion",
    "tidings.chat",
    "tidings.agent",
    "tidings.definition",
    "tidings.graph"
  };

  private static final String[] JSON = {
    "tidings.codec",
    "tidings.conversation",
    "tidings.run",
    "tidings.model",
    "tidings.tool",
    "tidings.turn",
    "tidings.completion",
    "tidings.chat",
    "tidings.agent",
    "tidings.definition",
    "tidings.graph"
  };

  private static final List<String> DATABASES =
      List.of(
          "jakarta.persistence..", "java.sql..", "javax.sql..", "org.flywaydb..", "com.zaxxer..");

  private static final JavaClasses TIDINGS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("tidings");

  private static String room(String name) {
    return "tidings." + name;
  }

  private static List<String> roomsFrom(int floor, String... besides) {
    var rooms = new ArrayList<String>(List.of(besides));
    ROOMS
        .subList(floor, ROOMS.size())
        .forEach(level -> level.forEach(name -> rooms.add(room(name))));
    return rooms;
  }

  private static ArchRule knowsNone(String of, List<String> rooms) {
    return noClasses()
        .that()
        .resideInAPackage(room(of))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(rooms.toArray(String[]::new))
        .allowEmptyShould(false);
  }

  private static boolean holds(ArchRule rule) {
    return !rule.evaluate(TIDINGS).hasViolation();
  }

  @Test
  void everyPackageHasItsPlace() {
    var listed = new TreeSet<String>();
    ROOMS.forEach(level -> level.forEach(name -> listed.add(room(name))));
    var found = new TreeSet<String>();
    TIDINGS.forEach(type -> found.add(type.getPackageName()));
    assertThat(found).isEqualTo(listed);
  }

  @TestFactory
  Stream<DynamicTest> importsPointUpTheList() {
    return Stream.iterate(0, floor -> floor + 1)
        .limit(ROOMS.size())
        .flatMap(floor -> ROOMS.get(floor).stream().map(name -> pointsUp(floor, name)));
  }

  private static DynamicTest pointsUp(int floor, String name) {
    var below = roomsFrom(floor);
    below.remove(room(name));
    return DynamicTest.dynamicTest(name, () -> knowsNone(name, below).check(TIDINGS));
  }

  @TestFactory
  Stream<DynamicTest> theOrderTurnedRoundDoesNotHold() {
    return Map.ofEntries(
            Map.entry("codec", "event"),
            Map.entry("log", "codec"),
            Map.entry("bus", "sse"),
            Map.entry("connection", "limits"),
            Map.entry("routing", "connection"),
            Map.entry("wire", "routing"),
            Map.entry("ingress.http", "wire"),
            Map.entry("ingress.redis", "ingress"),
            Map.entry("conversation", "wire"),
            Map.entry("ingress.postgres", "database"),
            Map.entry("app", "ingress.http"))
        .entrySet()
        .stream()
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    pair.getKey() + " knows " + pair.getValue(),
                    () ->
                        assertThat(holds(knowsNone(pair.getKey(), List.of(room(pair.getValue())))))
                            .isFalse()));
  }

  @Test
  void noRoomsKnowEachOtherInACircle() {
    slices()
        .matching("tidings.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false)
        .check(TIDINGS);
  }

  /** The JDK's streams and concurrency do know each other, so the rule must find their circle. */
  @Test
  void aCircleWouldBeFound() {
    var known = new ClassFileImporter().importPackages("java.util.stream", "java.util.concurrent");
    var rule = slices().matching("java.util.(**)").should().beFreeOfCycles();
    assertThat(rule.evaluate(known).hasViolation()).isTrue();
  }

  private static ArchRule onlyIn(String technology, String... rooms) {
    return noClasses()
        .that(not(resideInAnyPackage(rooms)))
        .should()
        .dependOnClassesThat(resideInAPackage(technology))
        .allowEmptyShould(false);
  }

  @Test
  void aTechnologyStaysInItsRoom() {
    onlyIn("org.apache.kafka..", "tidings.log").check(TIDINGS);
    onlyIn("jakarta.servlet..", RESOURCES).check(TIDINGS);
    onlyIn("com.fasterxml..", JSON).check(TIDINGS);
    onlyIn("redis.clients..", "tidings.redis", "tidings.run", "tidings.ingress.redis")
        .check(TIDINGS);
    onlyIn("io.modelcontextprotocol..", "tidings.tool").check(TIDINGS);
    for (var ofDatabases : DATABASES) {
      onlyIn(ofDatabases, "tidings.database", "tidings.conversation", "tidings.ingress.postgres")
          .check(TIDINGS);
    }
    onlyIn("org.postgresql..", "tidings.database", "tidings.ingress.postgres").check(TIDINGS);
    onlyIn("com.nimbusds..", "tidings.security", "tidings.identity").check(TIDINGS);
    onlyIn("org.eclipse.microprofile.metrics..", "tidings.ops").check(TIDINGS);
    onlyIn("org.eclipse.microprofile.health..", "tidings.ops").check(TIDINGS);
  }

  @Test
  void aTechnologyInTheWrongRoomWouldBeFound() {
    assertThat(holds(onlyIn("org.apache.kafka..", "tidings.bus"))).isFalse();
    assertThat(holds(onlyIn("jakarta.servlet..", "tidings.wire"))).isFalse();
    assertThat(holds(onlyIn("com.fasterxml..", "tidings.log"))).isFalse();
    assertThat(holds(onlyIn("redis.clients..", "tidings.redis", "tidings.run"))).isFalse();
    assertThat(holds(onlyIn("redis.clients..", "tidings.redis", "tidings.ingress.redis")))
        .isFalse();
    for (var ofDatabases : DATABASES) {
      assertThat(holds(onlyIn(ofDatabases, "tidings.log"))).as(ofDatabases).isFalse();
    }
    assertThat(holds(onlyIn("com.nimbusds..", "tidings.security"))).isFalse();
    assertThat(holds(onlyIn("org.eclipse.microprofile.metrics..", "tidings.app"))).isFalse();
    assertThat(holds(onlyIn("org.eclipse.microprofile.health..", "tidings.app"))).isFalse();
  }

  @Test
  void theEventsRoomKnowsTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("tidings.event")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("tidings.event", "java..", "org.jspecify..")
        .allowEmptyShould(false)
        .check(TIDINGS);
  }

  private static ArchRule configuredOnlyIn(String room) {
    return noClasses()
        .that(not(resideInAPackage(room)))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ConfigProperty.class)
        .allowEmptyShould(false);
  }

  @Test
  void configurationIsReadInOneRoom() {
    configuredOnlyIn("tidings.app").check(TIDINGS);
    assertThat(holds(configuredOnlyIn("tidings.wire")))
        .as("the rule finds @ConfigProperty")
        .isFalse();
  }

  private static ArchRule notCalled(String suffixes) {
    return noClasses()
        .should()
        .haveNameMatching(".*(" + suffixes + ")(\\$.*)?")
        .allowEmptyShould(false);
  }

  @Test
  void aNameSaysWhatAClassIs() {
    notCalled("Impl|Utils?|Helper|Service|Manager").check(TIDINGS);
    assertThat(holds(notCalled("Router"))).as("the rule finds a suffix").isFalse();
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
    var packages = new TreeSet<String>();
    TIDINGS.stream()
        .map(JavaClass::getPackage)
        .filter(ArchitectureTest::isMarked)
        .map(JavaPackage::getName)
        .forEach(packages::add);
    var all = new TreeSet<String>();
    TIDINGS.forEach(type -> all.add(type.getPackageName()));
    assertThat(packages).isEqualTo(all);
  }

  private static boolean isMarked(JavaPackage room) {
    return room.isAnnotatedWith(NullMarked.class);
  }
}
