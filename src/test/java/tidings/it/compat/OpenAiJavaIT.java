package tidings.it.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunsServer;
import tidings.it.support.Tokens;

/** OpenAI's own client for Java, unmodified, against {@code /v1}. */
@ResourceLock(RunsServer.LOCK)
class OpenAiJavaIT {

  private final OpenAIClient openAi = client(Tokens.dev(RunsServer.get(), Claims.of("java-sdk")));
  private final Client own = RunsServer.client("java-sdk");

  private static OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(RunsServer.get().uri("/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .checkJacksonVersionCompatibility(false)
        .build();
  }

  @AfterEach
  void close() {
    openAi.close();
  }

  private static ChatCompletionCreateParams asked(String model, String prompt) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt).build();
  }

  private ChatCompletion whole(String model) {
    return openAi.chat().completions().create(asked(model, "java " + model));
  }

  private ChatCompletion streamed(String model) {
    var all = ChatCompletionAccumulator.create();
    var params =
        asked(model, "java " + model).toBuilder()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (var stream = openAi.chat().completions().createStreaming(params)) {
      stream.stream().forEach(all::accumulate);
    }
    return all.chatCompletion();
  }

  private static String text(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElse("");
  }

  @Test
  void answersComeWholeAndInPieces() {
    for (var completion : new ChatCompletion[] {whole("plain"), streamed("plain")}) {
      assertThat(text(completion)).isEqualTo("Hello, world");
      assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools",
        "quirk:tool-calls-without-index",
        "quirk:tool-calls-of-one-index",
        "quirk:tool-calls-with-arguments-as-object",
        "quirk:tool-calls-without-index-and-ids-in-one-chunk"
      })
  void toolCallsComeWholeAndInPieces(String model) {
    for (var completion : new ChatCompletion[] {whole(model), streamed(model)}) {
      var calls = completion.choices().getFirst().message().toolCalls().orElseThrow();
      assertThat(calls).hasSize(2);
      for (var call : calls) {
        var function = call.asFunction();
        assertThat(function.id()).isNotBlank();
        assertThat(Json.read(function.function().arguments()).isObject()).isTrue();
      }
    }
  }

  @Test
  void refusalsAreDistinguished() {
    var stranger = client("none");
    assertThatThrownBy(() -> stranger.chat().completions().create(asked("plain", "x")))
        .isInstanceOf(UnauthorizedException.class);
    stranger.close();
    assertThatThrownBy(() -> whole("refuses"))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> {
              assertThat(e.code()).contains("context_length_exceeded");
              assertThat(e.param()).contains("messages");
              assertThat(e.type()).contains("invalid_request_error");
            });
    assertThatThrownBy(() -> streamed("refuses")).isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> whole("always-busy"))
        .isInstanceOfSatisfying(
            RateLimitException.class,
            e -> assertThat(e.headers().values("Retry-After")).containsExactly("60"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "cut", "ends", "quirk:finish-null-and-done"})
  void halfAnAnswerIsAnError(String model) {
    assertThatThrownBy(() -> streamed(model)).isInstanceOf(OpenAIException.class);
    assertThatThrownBy(() -> whole(model)).isInstanceOf(OpenAIException.class);
  }

  @Test
  void anAbortedCallEndsItsRun() {
    var brief = RequestOptions.builder().timeout(Duration.ofSeconds(1)).build();
    assertThatThrownBy(
            () -> openAi.chat().completions().create(asked("gate", "java-abort gate=never"), brief))
        .isInstanceOf(OpenAIException.class);
    RunsServer.model().awaitLeft("java-abort");
    awaitNothingRuns();
  }

  @Test
  void aStreamThatIsClosedEndsItsRun() {
    try (var stream =
        openAi.chat().completions().createStreaming(asked("paced", "java-stream n=400 ms=50"))) {
      assertThat(stream.stream().limit(3)).hasSize(3);
    }
    RunsServer.model().awaitLeft("java-stream");
    awaitNothingRuns();
  }

  private void awaitNothingRuns() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Json.read(own.get("/api/runs").body()).path("runs").isEmpty());
  }
}
