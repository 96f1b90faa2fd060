package it.tidings.container;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that is shipped, for all tests inside the container. */
final class Deployments {

  private Deployments() {}

  static WebArchive tidingsWith(Class<?>... beans) {
    var war = new File(System.getProperty("tidings.war"));
    var archive =
        ShrinkWrap.create(ZipImporter.class, "tidings.war")
            .importFrom(war)
            .as(WebArchive.class)
            .addClasses(ContainerFolder.class, ContainerClient.class, Deployments.class)
            .addClasses(beans);
    // It says that no library is a part of the application; the one that runs these tests is.
    archive.delete("/WEB-INF/web.xml");
    return archive;
  }
}
