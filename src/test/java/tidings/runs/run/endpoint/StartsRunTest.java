package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.container.Suspended;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.runs.agent.AgentResource;
import tidings.runs.chat.ChatResource;
import tidings.runs.chat.CompactResource;
import tidings.runs.graph.GraphsResource;
import tidings.runs.openai.CompletionsResource;

/** A POST that is answered later starts a run, and must be marked: otherwise it needs no role. */
class StartsRunTest {

  private static final List<Class<?>> RESOURCES =
      List.of(
          AgentResource.class,
          ChatResource.class,
          CompactResource.class,
          CompletionsResource.class,
          GraphsResource.class);

  @Test
  void everyMethodThatStartsARunSaysSo() {
    int found = 0;
    for (var resource : RESOURCES) {
      for (var method : resource.getMethods()) {
        var isLater =
            Arrays.stream(method.getParameterAnnotations())
                .flatMap(Arrays::stream)
                .map(Annotation::annotationType)
                .anyMatch(Suspended.class::equals);
        if (method.isAnnotationPresent(POST.class) && isLater) {
          assertThat(method.isAnnotationPresent(StartsRun.class)).as(method.toString()).isTrue();
          found++;
        }
      }
    }
    assertThat(found).isEqualTo(RESOURCES.size());
  }
}
