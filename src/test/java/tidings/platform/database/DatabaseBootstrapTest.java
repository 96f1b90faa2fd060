package tidings.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseBootstrapTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a folder", "größe", "100%", "a+b"})
  void scriptsAreReadOutOfAFolderOfAnyName(String name) throws IOException {
    var scripts = Files.createDirectories(folder.resolve(name).resolve("schema"));
    Files.writeString(scripts.resolve("V1__a.sql"), "create table a (id int)");
    var marker = Files.createFile(scripts.resolve("flyway.location"));
    var database = new JdbcDataSource();
    database.setUrl("jdbc:h2:mem:");

    var location = DatabaseBootstrap.location("schema", marker.toUri().toURL());

    var applied = Flyway.configure().dataSource(database).locations(location).load().migrate();
    assertThat(applied.migrationsExecuted).isEqualTo(1);
  }

  @Test
  void scriptsInsideAnArchiveAreReadFromTheClassPath() throws IOException {
    var inside = URI.create("jar:file:/a.jar!/schema/flyway.location").toURL();
    assertThat(DatabaseBootstrap.location("schema", inside)).isEqualTo("classpath:schema");
    assertThat(DatabaseBootstrap.location("schema", null)).isEqualTo("classpath:schema");
  }
}
