package tidings.platform.http.authentication;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.api.CurrentCaller;
import tidings.platform.security.Caller;

/** The caller of the request that the thread works on, for the application. Thread-safe. */
@Singleton
public class RequestCaller implements CurrentCaller {

  private final HttpServletRequest request;

  /**
   * @param request the container's, which stands for that of the current thread
   */
  @Inject
  public RequestCaller(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * The caller.
   *
   * @throws IllegalStateException if there is no request, or it has no caller
   */
  public Caller caller() {
    try {
      return AuthenticationFilter.known(request).orElseThrow(() -> noCaller(null));
    } catch (ContextNotActiveException e) {
      throw noCaller(e);
    }
  }

  private static IllegalStateException noCaller(@Nullable RuntimeException cause) {
    return new IllegalStateException(
        "there is no caller: this is not a request to a resource behind the sign-in", cause);
  }

  @Override
  public String user() {
    return caller().user();
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(caller().name());
  }

  @Override
  public Set<String> groups() {
    return caller().groups();
  }

  @Override
  public boolean isAdmin() {
    return caller().isAdmin();
  }

  @Override
  public boolean mayReceive(String topic, String type, String source) {
    return caller().grants().mayReceive(topic, type, source);
  }

  @Override
  public boolean mayPublish(@Nullable String topic, String type, String source) {
    return caller().mayPublish(topic, type, source);
  }
}
