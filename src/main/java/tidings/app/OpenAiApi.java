package tidings.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import tidings.completion.CompletionsResource;
import tidings.completion.ModelsResource;
import tidings.run.RunGate;
import tidings.wire.ClientAddress;
import tidings.wire.Identify;
import tidings.wire.NoStore;
import tidings.wire.ReadableHead;
import tidings.wire.RequestGate;

/** What is under {@code /v1}: OpenAI's interface. Its API key is the caller's token. */
@ApplicationPath("/v1")
public class OpenAiApi extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ClientAddress.class,
        Identify.class,
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
