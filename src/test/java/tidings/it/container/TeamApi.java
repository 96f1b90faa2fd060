package tidings.it.container;

import static java.util.Objects.requireNonNull;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.api.Broadcaster;
import tidings.api.CurrentCaller;

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

    @Inject @Nullable CurrentCaller caller;
    @Inject @Nullable Broadcaster broadcaster;

    private String user() {
      return requireNonNull(caller).user();
    }

    @GET
    public String greet() {
      return "hello " + user();
    }

    @POST
    public String change() {
      return "changed by " + user();
    }

    /** The example of the guide, and the same for one user alone. */
    @POST
    @Path("maintenance")
    public String broadcast(@Context Sse sse) {
      var to = requireNonNull(broadcaster);
      var user = user();
      to.toAll().broadcast(sse.newEvent("maintenance", "in five minutes\nor ten"));
      to.to(one -> one.user().equals(user)).broadcast(to.newEvent("personal", List.of(user)));
      to.to(one -> !one.user().equals(user)).broadcast(to.newEvent("foreign", null));
      return "sent";
    }
  }

  /** A resource that is open to all, by its annotation. */
  @Path("open")
  @PermitAll
  public static class Open {

    @Inject @Nullable CurrentCaller caller;

    @GET
    public String open() {
      try {
        return requireNonNull(caller).user();
      } catch (IllegalStateException e) {
        return "open";
      }
    }
  }
}
