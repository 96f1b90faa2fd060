package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.KafkaBroker;
import tidings.it.support.LibertyServer;
import tidings.it.support.Tokens;

/** The server package of the build contains nothing else of the build. {@link WireIT} runs it. */
class PackageIT {

  @Test
  void itHoldsTheConfigurationAndTheApplicationAndNothingOfThisMachine() throws IOException {
    var home = LibertyServer.unpack(Path.of("target/it/package"));
    var server = home.resolve("usr/servers/defaultServer");
    var found = new TreeSet<String>();
    try (var files = Files.walk(server)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> server.relativize(file).toString())
          .filter(name -> !name.startsWith("workarea"))
          // See SupplyChainIT.
          .filter(name -> !name.startsWith("licenses/") && !name.startsWith("sbom/"))
          .forEach(found::add);
    }
    assertEquals(
        List.of("apps/tidings.war", "jvm.options", "server.env", "server.xml"), List.copyOf(found));
    var environment = Files.readString(server.resolve("server.env"));
    assertFalse(environment.contains("JAVA_HOME"), environment);
    assertFalse(environment.contains("TIDINGS_DEV_IDENTITY"), environment);
    try (var servers = Files.list(server.resolveSibling(""))) {
      assertEquals(List.of(server), servers.toList());
    }
  }

  /** The README's two nodes, with its development identity. */
  @Test
  @Tag("soak")
  void twoOfThemOnOneKafkaAreOneCluster(@TempDir Path folder) throws IOException {
    var key = Files.writeString(folder.resolve("dev-key.pem"), new Issuer().privateKey());
    try (var broker = KafkaBroker.start("package-kafka");
        var one = node("package-one", broker, key).start();
        var two = node("package-two", broker, key).start()) {
      var alice = Tokens.dev(one, Claims.of("alice").inGroups("publisher"));
      try (var here = Client.bearer(one, alice).stream("");
          var there = Client.bearer(two, alice).stream("")) {
        Client.bearer(two, alice).publish(Map.of("type", "a", "user", "alice", "data", 1));

        assertEquals("1", here.await("a").data());
        assertEquals("1", there.await("a").data());
        assertEquals(here.await("a").lastEventId(), there.await("a").lastEventId());
      }
      assertEquals(0, one.metrics().get("tidings_dead_letters_total{source=\"kafka\"}"));
    }
  }

  private static LibertyServer.Plan node(String name, KafkaBroker broker, Path key) {
    return LibertyServer.named(name).fromPackage().withKafka(broker).withDevIdentity(key);
  }
}
