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
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
          Set.of(
              "api",
              "client",
              "event",
              "platform.database",
              "platform.limits",
              "platform.retry",
              "platform.socket",
              "platform.tls"),
          Set.of("client.cdi", "event.codec", "log", "platform.redis", "platform.security"),
          Set.of(
              "app.configuration",
              "ingress",
              "log.duplicates",
              "log.replay",
              "platform.identity.keys",
              "platform.limits.redis",
              "platform.policy",
              "runs.definition",
              "sse"),
          Set.of(
              "ingress.postgres",
              "ingress.redis",
              "log.kafka",
              "log.memory",
              "platform.http",
              "platform.identity",
              "push.bus",
              "push.connection",
              "runs.run"),
          Set.of(
              "platform.http.authentication",
              "platform.http.page",
              "platform.signin",
              "push.routing",
              "runs.conversation",
              "runs.run.memory"),
          Set.of(
              "platform.http.body",
              "push.application",
              "runs.conversation.store",
              "runs.model",
              "runs.run.endpoint",
              "runs.run.redis"),
          Set.of(
              "ingress.http",
              "ops",
              "platform.signin.endpoint",
              "push.endpoint",
              "runs.conversation.endpoint",
              "runs.model.openai",
              "runs.openai",
              "runs.tool"),
          Set.of("runs.loop", "runs.tool.builtin"),
          Set.of("runs.agent", "runs.chat", "runs.graph"),
          Set.of("app", "app.endpoint"),
          Set.of("app.runs"));

  /** Where Jakarta REST resources and servlets may be. */
  private static final String[] RESOURCES = {
    "tidings.platform.http..",
    "tidings.platform.signin.endpoint",
    "tidings.push.endpoint",
    "tidings.ingress.http",
    "tidings.runs.conversation.endpoint",
    "tidings.runs.run.endpoint",
    "tidings.runs.tool",
    "tidings.runs.openai",
    "tidings.runs.chat",
    "tidings.runs.agent",
    "tidings.runs.definition",
    "tidings.runs.graph"
  };

  private static final String[] JSON = {
    "tidings.event.codec", "tidings.platform.policy", "tidings.runs.."
  };

  private static final List<String> DATABASES =
      List.of(
          "jakarta.persistence..", "java.sql..", "javax.sql..", "org.flywaydb..", "com.zaxxer..");

  private static final int MOST_TYPES = 20;
  private static final int MOST_PARAMETERS = 7;

  private static final JavaClasses TIDINGS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("tidings");

  private static String room(String name) {
    return "tidings." + name;
  }

  private static List<String> roomsFrom(int floor, String... alsoThese) {
    var rooms = new ArrayList<String>(List.of(alsoThese));
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
            Map.entry("event.codec", "event"),
            Map.entry("log.kafka", "event.codec"),
            Map.entry("push.bus", "sse"),
            Map.entry("push.connection", "platform.limits"),
            Map.entry("push.routing", "push.connection"),
            Map.entry("push.endpoint", "push.routing"),
            Map.entry("push.application", "api"),
            Map.entry("ingress.http", "platform.http.body"),
            Map.entry("ingress.redis", "ingress"),
            Map.entry("runs.conversation.endpoint", "platform.http"),
            Map.entry("ingress.postgres", "platform.database"),
            Map.entry("app.endpoint", "ingress.http"))
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

  private static ArchRule independent(String wing, String other) {
    return noClasses()
        .that()
        .resideInAPackage("tidings." + wing + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tidings." + other + "..")
        .allowEmptyShould(false);
  }

  @Test
  void pushAndRunsNeverImportEachOther() {
    independent("push", "runs").check(TIDINGS);
    independent("runs", "push").check(TIDINGS);
    assertThat(holds(independent("runs", "platform"))).as("the rule finds an import").isFalse();
    assertThat(holds(independent("push", "sse"))).as("the rule finds an import").isFalse();
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
    onlyIn("org.apache.kafka..", "tidings.log.kafka").check(TIDINGS);
    onlyIn("jakarta.servlet..", RESOURCES).check(TIDINGS);
    onlyIn("com.fasterxml..", JSON).check(TIDINGS);
    onlyIn(
            "redis.clients..",
            "tidings.platform.limits.redis",
            "tidings.platform.redis",
            "tidings.runs.run.redis",
            "tidings.ingress.redis")
        .check(TIDINGS);
    onlyIn("io.modelcontextprotocol..", "tidings.runs.tool").check(TIDINGS);
    for (var ofDatabases : DATABASES) {
      onlyIn(
              ofDatabases,
              "tidings.platform.database",
              "tidings.runs.conversation.store",
              "tidings.ingress.postgres")
          .check(TIDINGS);
    }
    onlyIn("org.postgresql..", "tidings.platform.database", "tidings.ingress.postgres")
        .check(TIDINGS);
    onlyIn(
            "com.nimbusds..",
            "tidings.platform.security",
            "tidings.platform.identity..",
            "tidings.platform.signin")
        .check(TIDINGS);
    onlyIn("org.eclipse.microprofile.metrics..", "tidings.ops").check(TIDINGS);
    onlyIn("org.eclipse.microprofile.health..", "tidings.ops").check(TIDINGS);
  }

  @Test
  void aTechnologyInTheWrongRoomWouldBeFound() {
    assertThat(holds(onlyIn("org.apache.kafka..", "tidings.log"))).isFalse();
    assertThat(holds(onlyIn("jakarta.servlet..", "tidings.platform.http"))).isFalse();
    assertThat(holds(onlyIn("com.fasterxml..", "tidings.log"))).isFalse();
    assertThat(holds(onlyIn("redis.clients..", "tidings.platform.redis", "tidings.runs.run.redis")))
        .isFalse();
    assertThat(holds(onlyIn("redis.clients..", "tidings.platform.redis", "tidings.ingress.redis")))
        .isFalse();
    for (var ofDatabases : DATABASES) {
      assertThat(holds(onlyIn(ofDatabases, "tidings.log"))).as(ofDatabases).isFalse();
    }
    assertThat(holds(onlyIn("com.nimbusds..", "tidings.platform.security"))).isFalse();
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

  /** Applications compile against it alone: a provider of Jakarta EE is all that it may need. */
  @Test
  void theApiKnowsJakartaEeAlone() {
    classes()
        .that()
        .resideInAPackage("tidings.api")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("tidings.api", "java..", "jakarta..", "org.jspecify..")
        .allowEmptyShould(false)
        .check(TIDINGS);
  }

  /** The Java client is an artifact of its own, for Java 17 without any library. */
  private static ArchRule clientKnowsOnly(String room, String... others) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(false);
  }

  @Test
  void theJavaClientKnowsTheJdkAlone() {
    var jdk =
        new String[] {
          "java.lang..",
          "java.io",
          "java.net..",
          "java.nio..",
          "java.time..",
          "java.util..",
          "org.jspecify..",
          "tidings.client"
        };
    clientKnowsOnly("tidings.client", jdk).check(TIDINGS);
    clientKnowsOnly(
            "tidings.client.cdi",
            "java..",
            "org.jspecify..",
            "tidings.client..",
            "jakarta.enterprise..",
            "org.eclipse.microprofile.config")
        .check(TIDINGS);
    assertThat(holds(clientKnowsOnly("tidings.client.cdi", jdk)))
        .as("the rule finds Jakarta EE")
        .isFalse();
  }

  @Test
  void nothingOfTheServerKnowsTheJavaClient() {
    noClasses()
        .that(not(resideInAPackage("tidings.client..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tidings.client..")
        .allowEmptyShould(false)
        .check(TIDINGS);
    assertThat(holds(independent("client", "client"))).as("the rule finds an import").isFalse();
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
    configuredOnlyIn("tidings.app..").check(TIDINGS);
    assertThat(holds(configuredOnlyIn("tidings.platform.http")))
        .as("the rule finds @ConfigProperty")
        .isFalse();
  }

  private static Set<String> sharedNames(Stream<JavaClass> types) {
    var seen = new TreeSet<String>();
    var shared = new TreeSet<String>();
    types
        .filter(JavaClass::isTopLevelClass)
        .map(JavaClass::getSimpleName)
        .filter(name -> !name.equals("package-info"))
        .forEach(
            name -> {
              if (!seen.add(name)) {
                shared.add(name);
              }
            });
    return shared;
  }

  @Test
  void noTwoTypesHaveOneName() {
    assertThat(sharedNames(TIDINGS.stream())).isEmpty();
    var twice = new ClassFileImporter().importClasses(java.util.Date.class, java.sql.Date.class);
    assertThat(sharedNames(twice.stream())).as("the rule finds a name").containsExactly("Date");
  }

  /** Packages of more top-level types than a reader keeps in mind, with their number. */
  private static Map<String, Long> crowded(Stream<JavaClass> types) {
    return types
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(of -> of.getValue() > MOST_TYPES)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void aPackageHasAtMostTwentyTypes() {
    assertThat(crowded(TIDINGS.stream())).isEmpty();
    var large = new ClassFileImporter().importPackages("java.time.chrono", "java.util.function");
    assertThat(crowded(large.stream())).as("the rule finds a package").isNotEmpty();
  }

  /** Constructors and methods of more parameters than a caller gets right. */
  private static Set<String> longSignatures(Stream<JavaClass> types) {
    return types
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(unit -> unit.getRawParameterTypes().size() > MOST_PARAMETERS)
        .map(unit -> unit.getOwner().getSimpleName() + "." + unit.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aSignatureHasAtMostSevenParameters() {
    assertThat(longSignatures(TIDINGS.stream())).isEmpty();
    var own = new ClassFileImporter().importClasses(ManyParameters.class);
    assertThat(longSignatures(own.stream()))
        .as("the rule finds a constructor")
        .containsExactly("ManyParameters.<init>");
  }

  @SuppressWarnings("UnusedVariable")
  private record ManyParameters(int a, int b, int c, int d, int e, int f, int g, int h) {}

  /** What the note of a change compares: packages, types, arrows between packages, floors. */
  @Test
  void theHouseIsMeasured() {
    var types = TIDINGS.stream().filter(JavaClass::isTopLevelClass).toList();
    var arrows =
        TIDINGS.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(
                arrow ->
                    Map.entry(
                        arrow.getOriginClass().getPackageName(),
                        arrow.getTargetClass().getPackageName()))
            .filter(arrow -> arrow.getValue().startsWith("tidings."))
            .filter(arrow -> !arrow.getKey().equals(arrow.getValue()))
            .collect(Collectors.toSet());
    var wings =
        arrows.stream()
            .map(arrow -> Map.entry(wing(arrow.getKey()), wing(arrow.getValue())))
            .filter(arrow -> !arrow.getKey().equals(arrow.getValue()))
            .collect(Collectors.toSet());
    var packages = types.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    System.out.printf(
        "Measured: %d packages, %d top-level types, %d arrows, %d floors; %d arrows between %d"
            + " wings%n",
        packages.size(),
        types.stream().filter(type -> !type.getSimpleName().equals("package-info")).count(),
        arrows.size(),
        ROOMS.size(),
        wings.size(),
        packages.stream().map(ArchitectureTest::wing).distinct().count());
    assertThat(arrows).isNotEmpty();
  }

  private static String wing(String name) {
    return name.replaceFirst("^tidings\\.(\\w+).*", "$1");
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
