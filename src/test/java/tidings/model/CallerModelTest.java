package tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.security.Caller;
import tidings.security.Grants;

class CallerModelTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final List<ObjectNode> asked = new ArrayList<>();
  private final LanguageModel behind =
      new LanguageModel() {
        @Override
        public List<String> names() {
          return List.of("a", "b", "c");
        }

        @Override
        public void stream(ObjectNode request, Chunks chunks) {
          asked.add(request);
        }
      };

  private LanguageModel model(String key, String... names) {
    return new CallerModel(behind, List.of(names), new Pseudonyms(key));
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
    assertThat(refusal.mayGoWellLater()).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void whereNoneAreNamedTheServerBehindDecides() throws InterruptedException {
    assertThat(model("key").offers("anything")).isTrue();
    assertThat(model("key").names()).containsExactly("a", "b", "c");
  }

  /** A server that knows no such field says so; the word itself is in many errors. */
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
