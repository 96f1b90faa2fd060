package tidings.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.security.Caller;

/**
 * A model that is asked with this server's own key, on behalf of callers: only under the names that
 * are configured, and with a pseudonym of the caller as OpenAI's {@code user}. Thread-safe.
 */
public final class CallerModel implements LanguageModel {

  private static final String USER = "user";

  private final LanguageModel model;
  private final Set<String> names;
  private final Pseudonyms pseudonyms;
  private final @Nullable Caller caller;

  /**
   * @param names models that may be asked for; empty: all that there are
   */
  public CallerModel(LanguageModel model, List<String> names, Pseudonyms pseudonyms) {
    this(model, Set.copyOf(names), pseudonyms, null);
  }

  private CallerModel(
      LanguageModel model, Set<String> names, Pseudonyms pseudonyms, @Nullable Caller caller) {
    this.model = model;
    this.names = names;
    this.pseudonyms = pseudonyms;
    this.caller = caller;
  }

  @Override
  public LanguageModel onBehalfOf(Caller of) {
    return new CallerModel(model, names, pseudonyms, of);
  }

  @Override
  public List<String> names() throws InterruptedException {
    return names.isEmpty() ? model.names() : names.stream().sorted().toList();
  }

  @Override
  public boolean offers(String name) {
    return names.isEmpty() || names.contains(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ModelException with the status 404, too, if no such model is offered
   */
  @Override
  public void stream(ObjectNode request, Chunks chunks) throws InterruptedException {
    var name = request.path("model").asText();
    if (!offers(name)) {
      throw ModelException.notOffered(name);
    }
    var body = request.deepCopy();
    body.remove(USER);
    if (caller != null) {
      body.put(USER, pseudonyms.of(caller.user()));
    }
    model.stream(body, chunks);
  }
}
