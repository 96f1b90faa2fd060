package tidings.runs.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.TokenBudget;
import tidings.platform.security.Caller;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.run.ErrorType;
import tidings.runs.run.RunException;

/**
 * A model that is called with this server's own key, on behalf of callers: only under the
 * configured names, within the callers' token budgets, and with a pseudonym of the caller as
 * OpenAI's {@code user}. Thread-safe.
 */
public final class CallerModel implements LanguageModel {

  private static final String USER = "user";

  private final LanguageModel model;
  private final Set<String> names;
  private final Pseudonyms pseudonyms;
  private final TokenBudget budget;
  private final @Nullable Caller caller;

  /**
   * @param names models that callers may ask for; empty: all
   */
  public CallerModel(
      LanguageModel model, List<String> names, Pseudonyms pseudonyms, TokenBudget budget) {
    this(model, Set.copyOf(names), pseudonyms, budget, null);
  }

  private CallerModel(
      LanguageModel model,
      Set<String> names,
      Pseudonyms pseudonyms,
      TokenBudget budget,
      @Nullable Caller caller) {
    this.budget = budget;
    this.model = model;
    this.names = names;
    this.pseudonyms = pseudonyms;
    this.caller = caller;
  }

  @Override
  public LanguageModel onBehalfOf(Caller of) {
    return new CallerModel(model, names, pseudonyms, budget, of);
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
   * @throws ModelException also with the status 404 if no such model is offered, and 429 if a
   *     budget of the caller has too few tokens left
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
    if (caller == null) {
      model.stream(body, chunks);
      return;
    }
    var call = new MeteredCall(body, chunks);
    var reservation = reserve(caller, MeteredCall.estimate(body));
    try {
      model.stream(body, call);
    } finally {
      reservation.settle(call.used());
    }
  }

  private TokenBudget.Reservation reserve(Caller of, long tokens) {
    try {
      return budget.reserve(of.user(), of.groups(), tokens);
    } catch (OverLimitException e) {
      throw ModelException.overBudget(e);
    } catch (ConversationsUnavailableException e) {
      throw new RunException(
          ErrorType.DATABASE_ERROR, "the token budget cannot be read: " + e.getMessage(), e);
    }
  }
}
