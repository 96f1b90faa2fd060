package tidings.it.container;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.Sse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.push.connection.Connections;

/** An application of a team in the same WAR as Tidings: a Jakarta REST application of its own. */
@ApplicationPath("/team")
public class TeamApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Greeting.class, Open.class);
  }

  /** A resource without security annotations. */
  @Path("greeting")
  public static class Greeting {

    @Inject @Nullable Connections connections;

    @GET
    public String greet(@Context HttpServletRequest request) {
      return "hello " + AuthenticationFilter.caller(request).user();
    }

    @POST
    public String change(@Context HttpServletRequest request) {
      return "changed by " + AuthenticationFilter.caller(request).user();
    }

    /** The example of the guide. */
    @POST
    @Path("maintenance")
    public String broadcast(@Context Sse sse) {
      var all = connections;
      if (all == null) {
        throw new IllegalStateException("not injected");
      }
      var broadcaster = all.broadcaster();
      all.all().forEach(broadcaster::register);
      broadcaster.broadcast(sse.newEvent("maintenance", "in five minutes\nor ten"));
      return "told";
    }
  }

  /** A resource that is open to all, by its annotation. */
  @Path("open")
  @PermitAll
  public static class Open {
    @GET
    public String open() {
      return "open";
    }
  }
}
