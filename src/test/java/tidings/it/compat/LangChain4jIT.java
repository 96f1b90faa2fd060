package tidings.it.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunsServer;
import tidings.it.support.Tokens;

/**
 * LangChain4j, unmodified, against {@code /v1}, over HTTP/2. Its stream treats an error frame as an
 * empty chunk: only the missing end shows that an answer is incomplete. It cannot join tool calls
 * whose pieces alternate, so the test asks for none.
 */
@ResourceLock(RunsServer.LOCK)
class LangChain4jIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String token = Tokens.dev(RunsServer.get(), Claims.of("lc4j"));
  private final Client own = RunsServer.client("lc4j");

  private static String url() {
    return RunsServer.get().uri("/v1").toString();
  }

  private static OpenAiChatModel model(String name, String key) {
    return OpenAiChatModel.builder()
        .baseUrl(url())
        .apiKey(key)
        .modelName(name)
        .maxRetries(0)
        .timeout(PATIENCE)
        .build();
  }

  private static ChatRequest request(String prompt) {
    return ChatRequest.builder()
        .messages(UserMessage.from(prompt))
        .toolSpecifications(ToolSpecification.builder().name("calculator").build())
        .build();
  }

  private ChatResponse whole(String name) {
    return model(name, token).chat(request("lc4j " + name));
  }

  private ChatResponse streamed(String name, String prompt, int leaveAfter) throws Exception {
    var answer = new CompletableFuture<ChatResponse>();
    OpenAiStreamingChatModel.builder()
        .baseUrl(url())
        .apiKey(token)
        .modelName(name)
        .timeout(PATIENCE)
        .build()
        .chat(request(prompt), new Handler(answer, leaveAfter));
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private ChatResponse streamed(String name) throws Exception {
    return streamed(name, "lc4j " + name, Integer.MAX_VALUE);
  }

  /**
   * Completes the answer; after this many pieces it closes the stream, and completes it with null.
   */
  private static final class Handler implements StreamingChatResponseHandler {
    private final CompletableFuture<ChatResponse> answer;
    private int left;

    Handler(CompletableFuture<ChatResponse> answer, int leaveAfter) {
      this.answer = answer;
      this.left = leaveAfter;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      if (--left == 0) {
        context.streamingHandle().cancel();
        answer.complete(null);
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }
  }

  @Test
  void answersComeWholeAndInPieces() throws Exception {
    for (var response : new ChatResponse[] {whole("plain"), streamed("plain")}) {
      assertThat(response.aiMessage().text()).isEqualTo("Hello, world");
      assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quirk:tool-calls-without-index",
        "quirk:tool-calls-of-one-index",
        "quirk:tool-calls-with-arguments-as-object",
        "quirk:tool-calls-without-index-and-ids-in-one-chunk"
      })
  void toolCallsComeWholeAndInPieces(String name) throws Exception {
    for (var response : new ChatResponse[] {whole(name), streamed(name)}) {
      assertThat(response.aiMessage().toolExecutionRequests())
          .hasSize(2)
          .allSatisfy(call -> assertThat(Json.read(call.arguments()).isObject()).isTrue());
    }
  }

  @Test
  void refusalsAreDistinguished() {
    assertThatThrownBy(() -> model("plain", "none").chat(request("x")))
        .isInstanceOf(AuthenticationException.class);
    assertThatThrownBy(() -> whole("refuses"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> streamed("refuses")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> whole("always-busy")).isInstanceOf(RateLimitException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "cut", "ends", "quirk:finish-null-and-done"})
  void halfAnAnswerIsAnError(String name) {
    assertThatThrownBy(() -> streamed(name)).isNotInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> whole(name)).isInstanceOf(InternalServerException.class);
  }

  @Test
  void anAbortedCallEndsItsRun() {
    // It asks for HTTP/2, over which the server cannot detect a disconnect before the answer has
    // begun.
    var http1 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    var brief =
        OpenAiChatModel.builder()
            .httpClientBuilder(new JdkHttpClientBuilder().httpClientBuilder(http1))
            .baseUrl(url())
            .apiKey(token)
            .modelName("gate")
            .maxRetries(0)
            .timeout(Duration.ofSeconds(1))
            .build();
    assertThatThrownBy(() -> brief.chat(request("lc4j-abort gate=never")))
        .isInstanceOf(RuntimeException.class);
    RunsServer.model().awaitLeft("lc4j-abort");
    awaitNothingRuns();
  }

  @Test
  void aStreamThatIsCancelledEndsItsRun() throws Exception {
    assertThat(streamed("paced", "lc4j-stream n=400 ms=50", 3)).isNull();
    RunsServer.model().awaitLeft("lc4j-stream");
    awaitNothingRuns();
  }

  private void awaitNothingRuns() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Json.read(own.get("/api/runs").body()).path("runs").isEmpty());
  }
}
