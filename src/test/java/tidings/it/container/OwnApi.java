package tidings.it.container;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** An application beside Tidings that uses only the standards' interfaces. */
@ApplicationPath("/own")
public class OwnApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(OwnEndpoint.class);
  }
}
