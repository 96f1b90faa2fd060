package tidings.platform.http.page;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.MalformedURLException;
import java.util.logging.Logger;

/**
 * Reports at the root of the application, and in the log at the start, that a build has no console,
 * because it was made with {@code -Dfrontend.skip}. Does nothing in a build with a console.
 */
@WebListener
public class MissingConsole implements ServletContextListener {

  private static final Logger LOG = Logger.getLogger(MissingConsole.class.getName());
  private static final String REASON =
      "This build has no console: it was made with -Dfrontend.skip, and no console was built"
          + " before.";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    var context = event.getServletContext();
    try {
      if (context.getResource("/index.html") == null) {
        LOG.warning(REASON);
        context.addServlet("missing-console", new Answer()).addMapping("");
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Responds with {@code 404}, the reason and the available paths, as plain text. */
  private static final class Answer extends HttpServlet {

    @Serial private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      response.setContentType("text/plain;charset=UTF-8");
      response.getWriter().println(REASON + "\nThe API is described at /openapi");
    }
  }
}
