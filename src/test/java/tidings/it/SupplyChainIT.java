package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.BillOfMaterials;
import tidings.it.support.BillOfMaterials.Part;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;

/**
 * Every shipped part is listed, with its version and its license, in the WAR and in the package.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupplyChainIT {

  private static final String BILL = "META-INF/sbom/tidings.cdx.json";
  private static final String LIBRARIES = "WEB-INF/lib/";
  private static final Path FRONTEND = Path.of("frontend");

  /**
   * Licenses without legal questions for a bank, and the statement of a JSON library about itself.
   */
  private static final Set<String> APPROVED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "EPL-1.0",
          "EPL-2.0",
          "ISC",
          "MIT",
          "MPL-2.0",
          "Public Domain");

  private final ZipFile war;
  private final BillOfMaterials bill;

  SupplyChainIT() throws IOException {
    war = new ZipFile(System.getProperty("tidings.war"));
    bill = new BillOfMaterials(text(BILL));
  }

  @AfterAll
  void close() throws IOException {
    war.close();
  }

  private String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String name) throws IOException {
    try (var in = war.getInputStream(war.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private List<String> entries(String folder) {
    return war.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder) && !name.endsWith("/"))
        .toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eachLibraryOfTheApplicationIsNamedWithTheVersionAndTheHashThatItHas() throws IOException {
    var named = new TreeMap<String, String>();
    for (var part : bill.parts("pkg:maven/")) {
      named.put("%s-%s.jar".formatted(part.name(), part.version()), part.sha256());
    }
    var shipped = new TreeMap<String, String>();
    for (var jar : entries(LIBRARIES)) {
      shipped.put(jar.substring(LIBRARIES.length()), sha256(bytes(jar)));
    }
    assertThat(shipped).hasSizeGreaterThan(30);
    assertThat(named).isEqualTo(shipped);
  }

  /** As the lock file lists them: the bill is made from the bundler's inputs. */
  @Test
  void eachPackageOfTheConsoleIsNamedWithTheVersionThatIsLocked() throws IOException {
    var locked = new TreeSet<String>();
    var lock = Json.read(Files.readString(FRONTEND.resolve("package-lock.json")));
    for (var entry : lock.path("packages").properties()) {
      var name = entry.getKey().replaceFirst("^.*node_modules/", "");
      locked.add(name + "@" + entry.getValue().path("version").asText());
    }
    var named = bill.parts("pkg:npm/").stream().map(it -> it.name() + "@" + it.version()).toList();
    assertThat(locked).containsAll(named);

    var manifest = Json.read(Files.readString(FRONTEND.resolve("apps/console/package.json")));
    var direct = new TreeSet<String>();
    manifest.path("dependencies").fieldNames().forEachRemaining(direct::add);
    direct.removeIf(name -> name.startsWith("@tidings/"));
    assertThat(bill.parts("pkg:npm/")).extracting(Part::name).containsAll(direct);
    assertThat(bill.parts("pkg:npm/"))
        .extracting(Part::name)
        .doesNotContain("vitest", "typescript");
  }

  @Test
  void nothingShipsUnderALicenseThatIsUnknown() {
    assertThat(bill.parts("pkg:"))
        .allSatisfy(part -> assertThat(part.licenses()).as(part.purl()).isNotEmpty())
        .allSatisfy(part -> assertThat(APPROVED).as(part.purl()).containsAll(part.licenses()));
  }

  @Test
  void theTextOfEachLicenseIsBesideTheBill() throws IOException {
    var files = entries("META-INF/licenses/");
    for (var part : bill.parts("pkg:")) {
      var folder = "/%s-%s/".formatted(part.name(), part.version());
      var dotted = ".%s-%s/".formatted(part.name(), part.version());
      assertThat(files)
          .as(part.purl())
          .anyMatch(
              file ->
                  (file.contains(folder) || file.contains(dotted))
                      && file.matches("(?i).*/(licen[cs]e|copying)[^/]*"));
    }
    assertThat(text("META-INF/licenses/THIRD-PARTY.txt").lines())
        .hasSameSizeAs(bill.parts("pkg:"))
        .allMatch(line -> line.matches("(maven|npm)/\\S+: \\S.*"));
    for (var file : files) {
      assertThat(text(file)).as(file).isNotBlank();
    }
  }

  @Test
  void theBillSaysWhatDependsOnWhat() {
    var application = bill.root().path("metadata").path("component").path("bom-ref").asText();
    assertThat(bill.dependenciesOf(application))
        .anyMatch(it -> it.contains("/kafka-clients@"))
        .anyMatch(it -> it.contains("/react@"))
        .noneMatch(it -> it.contains("/snakeyaml@"));
    assertThat(bill.parts("pkg:maven/org.apache.kafka/kafka-clients"))
        .singleElement()
        .satisfies(
            kafka ->
                assertThat(bill.dependenciesOf(kafka.purl()))
                    .anyMatch(it -> it.contains("/snappy-java@")));
    assertThat(bill.dependants())
        .contains(application)
        .containsAll(bill.parts("pkg:").stream().map(Part::purl).toList());
  }

  @Test
  void thePackageNamesTheServerThatItBringsAndHasItsLicense() throws IOException {
    var server =
        LibertyServer.unpack(Path.of("target/it/supply-chain"))
            .resolve("usr/servers/defaultServer");
    var whole = new BillOfMaterials(Files.readString(server.resolve("sbom/tidings.cdx.json")));
    assertThat(whole.parts("pkg:").stream().map(Part::purl).toList())
        .containsAll(bill.parts("pkg:").stream().map(Part::purl).toList());
    var liberty = whole.parts("pkg:maven/io.openliberty/openliberty-runtime").getFirst();
    assertThat(liberty.licenses()).containsExactly("EPL-2.0");
    assertThat(server.resolve("../../../lib/versions/openliberty.properties").normalize())
        .content()
        .contains("com.ibm.websphere.productVersion=" + liberty.version());

    var licenses = server.resolve("licenses");
    var own = licenses.resolve("open-liberty-" + liberty.version());
    assertThat(own.resolve("LICENSE")).content().contains("Eclipse Public License - v 2.0");
    assertThat(own.resolve("NOTICES")).isNotEmptyFile();
    assertThat(licenses.resolve("THIRD-PARTY.txt"))
        .hasContent(text("META-INF/licenses/THIRD-PARTY.txt"));
  }

  /** Not for every client: versions show which attack to try. */
  @Test
  void theBillIsNotAnsweredToAnybody() {
    var nobody = Client.anonymous(SharedServer.get());
    for (var path :
        List.of("/" + BILL, "/META-INF/licenses/THIRD-PARTY.txt", "/META-INF/packages.json")) {
      assertThat(nobody.get(path).status()).as(path).isEqualTo(404);
    }
  }

  /** Maven only warns about a download with a wrong checksum, unless an option makes it fail. */
  @Test
  void theImagesBuildRefusesADownloadWithAnotherChecksum() throws IOException {
    assertThat(Path.of("Dockerfile"))
        .content()
        .containsPattern("mvn [^\\n]*(-C|--strict-checksums) ");
    var lock = Json.read(Files.readString(FRONTEND.resolve("package-lock.json")));
    for (var entry : lock.path("packages").properties()) {
      boolean isDownloaded =
          entry.getKey().contains("node_modules/") && !entry.getValue().path("link").asBoolean();
      if (isDownloaded) {
        assertThat(entry.getValue().path("integrity").asText()).as(entry.getKey()).isNotEmpty();
      }
    }
  }
}
