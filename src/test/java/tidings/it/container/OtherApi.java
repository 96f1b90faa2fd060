package tidings.it.container;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;

/** The Jakarta REST application of another WAR, without any use of Tidings. */
@ApplicationPath("/")
public class OtherApi extends Application {

  /** Its only resource. */
  @Path("hello")
  public static class Hello {
    @GET
    public String hello() {
      return "hello";
    }
  }
}
