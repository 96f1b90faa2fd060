package tidings.runs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.TokenBudget;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.model.openai.RefusedFields;

class CallerModelTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final List<ObjectNode> asked = new ArrayList<>();
  private List<ObjectNode> answers = List.of();
  private final LanguageModel behind =
      new LanguageModel() {
        @Override
        public List<String> names() {
          return List.of("a", "b", "c");
        }

        @Override
        public void stream(ObjectNode request, Chunks chunks) {
          asked.add(request);
          answers.forEach(chunks::accept);
        }
      };

  private LanguageModel model(String key, String... names) {
    return new CallerModel(behind, List.of(names), new Pseudonyms(key), TokenBudget.NONE);
  }

  /** Accepts reservations while the budget lasts, and records the usage of each call. */
  private static final class FakeBudget implements TokenBudget {
    final List<Long> taken = new ArrayList<>();
    final List<Long> used = new ArrayList<>();
    long left = 10_000;

    @Override
    public Optional<Remaining> remaining(String user, Set<String> groups) {
      return Optional.of(new Remaining(10_000, left, Duration.ofHours(1)));
    }

    @Override
    public Reservation reserve(String user, Set<String> groups, long tokens) {
      if (tokens > left) {
        throw OverLimitException.byCaller(Duration.ofHours(1), "no tokens are left");
      }
      taken.add(tokens);
      return used::add;
    }
  }

  private static ObjectNode chunk(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Test
  void callTakesItsEstimateAndIsChargedWhatItsServerCounted() throws InterruptedException {
    var budget = new FakeBudget();
    var model = new CallerModel(behind, List.of(), new Pseudonyms("key"), budget);
    var alice = model.onBehalfOf(caller("alice"));
    alice.stream(
        JSON.createObjectNode().put("model", "a").put("max_tokens", 100).put("n", 3), _ -> {});
    assertThat(budget.taken.getLast()).isBetween(301L, 350L);
    assertThat(budget.used.getLast()).as("nothing was answered").isZero();

    answers =
        List.of(
            chunk("{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}".formatted("x".repeat(300))));
    alice.stream(JSON.createObjectNode().put("model", "a"), _ -> {});
    assertThat(budget.taken.getLast()).isBetween(4097L, 4200L);
    assertThat(budget.used.getLast()).as("by the length of texts").isBetween(101L, 200L);

    answers = List.of(answers.getFirst(), chunk("{\"choices\":[],\"usage\":{\"total_tokens\":7}}"));
    alice.stream(JSON.createObjectNode().put("model", "a"), _ -> {});
    assertThat(budget.used.getLast()).as("as the server counted it").isEqualTo(7);
  }

  @Test
  void callThatTheBudgetDoesNotAllowIsNotMade() {
    var budget = new FakeBudget();
    budget.left = 4_000;
    var model = new CallerModel(behind, List.of(), new Pseudonyms("key"), budget);
    var refusal =
        catchThrowableOfType(
            ModelException.class,
            () ->
                model.onBehalfOf(caller("alice")).stream(
                    JSON.createObjectNode().put("model", "a"), _ -> {}));
    assertThat(refusal.status()).hasValue(429);
    assertThat(refusal.retryAfter()).contains(Duration.ofHours(1));
    assertThat(refusal.error().orElseThrow().code()).isEqualTo("insufficient_quota");
    assertThat(asked).isEmpty();
  }

  private static Caller caller(String user) {
    return new Caller(user, Set.of(), Grants.NONE, null, Instant.MAX);
  }

  private String userOf(LanguageModel model, String caller) throws InterruptedException {
    var request = JSON.createObjectNode().put("model", "a").put("user", "somebody else");
    model.onBehalfOf(caller(caller)).stream(request, _ -> {});
    assertThat(request.path("user").asText()).as("the request stays").isEqualTo("somebody else");
    return asked.getLast().path("user").asText();
  }

  @Test
  void userIsThePseudonymOfTheCaller() throws InterruptedException {
    var alice = userOf(model("key"), "alice");
    assertThat(alice).matches("u-[A-Za-z0-9_-]{22}");
    assertThat(userOf(model("key"), "alice")).as("on another node, later").isEqualTo(alice);
    assertThat(userOf(model("key"), "bob")).isNotEqualTo(alice);
    assertThat(userOf(model("other"), "alice")).isNotEqualTo(alice);
  }

  @Test
  void withoutACallerThereIsNoUser() throws InterruptedException {
    model("key").stream(JSON.createObjectNode().put("model", "a").put("user", "x"), _ -> {});
    assertThat(asked.getLast().has("user")).isFalse();
  }

  @Test
  void onlyModelsThatAreNamedAreAsked() throws InterruptedException {
    var model = model("key", "a", "d");
    assertThat(model.names()).containsExactly("a", "d");
    assertThat(model.offers("a")).isTrue();
    assertThat(model.onBehalfOf(caller("alice")).offers("b")).isFalse();
    var refusal =
        catchThrowableOfType(
            ModelException.class,
            () ->
                model.onBehalfOf(caller("alice")).stream(
                    JSON.createObjectNode().put("model", "b"), _ -> {}));
    assertThat(refusal.status()).hasValue(404);
    assertThat(refusal.error().orElseThrow().code()).isEqualTo("model_not_found");
    assertThat(refusal.isRetryable()).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void whereNoneAreNamedTheServerBehindDecides() throws InterruptedException {
    assertThat(model("key").offers("anything")).isTrue();
    assertThat(model("key").names()).containsExactly("a", "b", "c");
  }

  /** A server without such a field names it in the error; the word itself is in many errors. */
  @Test
  void userIsLeftOutWhereTheServerRefusesIt() {
    var request = JSON.createObjectNode().put("model", "a").put("user", "u-1");
    var refused = new ModelError("Unknown parameter: 'user'", null, "user", null);
    var role = new ModelError("unexpected role: user", null, "messages", null);
    var fields = RefusedFields.namedBy(ModelException.refused(400, refused, null), request);
    assertThat(fields).containsExactly("user");
    assertThat(RefusedFields.without(fields, request.deepCopy()).has("user")).isFalse();
    assertThat(RefusedFields.namedBy(ModelException.refused(400, role, null), request)).isEmpty();
  }
}
