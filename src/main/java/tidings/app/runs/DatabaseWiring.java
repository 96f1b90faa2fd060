package tidings.app.runs;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import tidings.platform.database.DatabaseSettings;
import tidings.runs.conversation.store.Database;

/** Creates the database of conversations, once for the application. */
public class DatabaseWiring {

  @Produces
  @Singleton
  Database database(DatabaseSettings settings, Clock clock) {
    return Database.open(settings, clock);
  }

  void stop(@Disposes Database database) {
    database.close();
  }
}
