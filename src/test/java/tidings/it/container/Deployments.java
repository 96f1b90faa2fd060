package tidings.it.container;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The shipped WAR, for all tests inside the container. */
final class Deployments {

  private static final String CONFIG = "META-INF/microprofile-config.properties";

  private Deployments() {}

  private static WebArchive shipped(String name) {
    return ShrinkWrap.create(ZipImporter.class, name)
        .importFrom(new File(System.getProperty("tidings.war")))
        .as(WebArchive.class);
  }

  /** The same WAR with a configuration value that prevents its start. */
  static WebArchive misconfigured(String name) throws IOException {
    var archive = shipped(name);
    var key = "tidings.heartbeat=";
    var config = Files.readString(Path.of("src/main/resources", CONFIG));
    archive.delete("WEB-INF/classes/" + CONFIG);
    return archive.addAsResource(
        new StringAsset(config.replaceFirst("(?m)^" + key + ".*", key + "15")), CONFIG);
  }

  static WebArchive tidingsWith(Class<?>... beans) {
    var archive =
        shipped("tidings.war")
            .addClasses(ContainerFolder.class, ContainerClient.class, Deployments.class)
            .addClasses(beans);
    // The shipped list names no library as a part of the application; the test library is one.
    archive.delete("/WEB-INF/web.xml");
    return archive;
  }
}
