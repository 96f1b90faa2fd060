package tidings.app.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import tidings.app.configuration.Features;
import tidings.app.configuration.Features.Feature;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.NoStore;
import tidings.platform.http.ReadableHead;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.authentication.RequestGate;
import tidings.runs.openai.CompletionsResource;
import tidings.runs.openai.ModelsResource;
import tidings.runs.run.endpoint.RunGate;

/**
 * The application under {@code /v1}: OpenAI's interface. Its API key is the caller's token. Without
 * runs every call is answered 404.
 */
@ApplicationPath("/v1")
public class OpenAiApi extends Application {

  private static final Set<Class<?>> ALL =
      Set.of(
          ClientAddress.class,
          AuthenticationFilter.class,
          NoStore.class,
          ReadableHead.class,
          RequestGate.class,
          OpenAiProblems.class,
          RequestIds.class,
          RunGate.class,
          CompletionsResource.class,
          ModelsResource.class);

  /** Never no class: Jakarta REST would then look for all of the WAR. */
  private static final Set<Class<?>> WITHOUT_RUNS = Set.of(OpenAiProblems.class);

  @Override
  public Set<Class<?>> getClasses() {
    return classes(Features.of(ConfigProvider.getConfig()));
  }

  /** The resources and providers of a node with these features. */
  public static Set<Class<?>> classes(Features features) {
    return features.has(Feature.RUNS) ? ALL : WITHOUT_RUNS;
  }
}
