package tidings.app.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import tidings.platform.http.NoStore;
import tidings.platform.http.ReadableHead;
import tidings.push.endpoint.DevTokenResource;

/** The application under {@code /dev}: open to all, and available during development only. */
@ApplicationPath("/dev")
public class DevApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Problems.class, NoStore.class, ReadableHead.class, DevTokenResource.class);
  }
}
