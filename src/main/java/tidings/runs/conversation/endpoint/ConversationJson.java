package tidings.runs.conversation.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tidings.runs.conversation.Conversation;
import tidings.runs.conversation.ConversationPage;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.WholeConversation;
import tidings.runs.run.Usage;

/** Conversations as the protocol writes them (section 3). Pure functions. */
final class ConversationJson {

  private ConversationJson() {}

  /** Removes the fields that are for the model alone. */
  private static ObjectNode withoutModelFields(ObjectNode message) {
    return message.deepCopy().without("model_fields");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode of(ConversationPage page) {
    var json = object();
    var list = json.putArray("conversations");
    page.conversations().forEach(conversation -> list.add(of(conversation)));
    if (page.next() != null) {
      json.put("next", page.next().toString());
    }
    return json;
  }

  static ObjectNode of(WholeConversation whole) {
    var json = of(whole.conversation());
    var rounds = json.putArray("rounds");
    whole.rounds().forEach(round -> rounds.add(of(round)));
    return json;
  }

  static ObjectNode of(Conversation conversation) {
    var json = object();
    json.put("id", conversation.id());
    json.put("kind", conversation.kind().toString());
    json.put("title", conversation.title());
    var tags = json.putArray("tags");
    conversation.tags().forEach(tags::add);
    json.put("status", conversation.status().toString());
    json.put("round_count", conversation.rounds());
    json.set("usage", of(conversation.usage()));
    json.put("created", conversation.created().toString());
    json.put("updated", conversation.updated().toString());
    return json;
  }

  private static ObjectNode of(Round round) {
    var json = object();
    json.put("number", round.number());
    json.put("run_id", round.runId());
    json.put("state", round.state().toString());
    var messages = json.putArray("messages");
    round.messages().forEach(message -> messages.add(withoutModelFields(message)));
    json.set("usage", of(round.usage()));
    if (round.detail() != null) {
      json.set("detail", round.detail());
    }
    json.put("started", round.started().toString());
    if (round.ended() != null) {
      json.put("ended", round.ended().toString());
    }
    return json;
  }

  private static ObjectNode of(Usage usage) {
    return object()
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("total_tokens", usage.totalTokens());
  }
}
