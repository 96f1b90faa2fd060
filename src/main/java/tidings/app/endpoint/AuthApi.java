package tidings.app.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.NoStore;
import tidings.platform.http.ReadableHead;
import tidings.platform.http.SingleParameters;
import tidings.platform.signin.endpoint.AuthResource;
import tidings.platform.signin.endpoint.MeResource;

/** The application under {@code /auth}: open to all, because it signs browsers in. */
@ApplicationPath("/auth")
public class AuthApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ClientAddress.class,
        Problems.class,
        NoStore.class,
        ReadableHead.class,
        SingleParameters.class,
        AuthResource.class,
        MeResource.class);
  }
}
