package tidings.app.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.NoStore;
import tidings.platform.http.ReadableHead;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.authentication.RequestGate;
import tidings.runs.openai.CompletionsResource;
import tidings.runs.openai.ModelsResource;
import tidings.runs.run.endpoint.RunGate;

/** The application under {@code /v1}: OpenAI's interface. Its API key is the caller's token. */
@ApplicationPath("/v1")
public class OpenAiApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
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
  }
}
