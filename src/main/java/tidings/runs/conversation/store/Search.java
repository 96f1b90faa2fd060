package tidings.runs.conversation.store;

import jakarta.persistence.EntityManager;
import java.util.LinkedHashMap;
import java.util.Map;
import tidings.runs.conversation.ConversationPage;
import tidings.runs.conversation.ConversationQuery;
import tidings.runs.conversation.PageCursor;

/** Finds the conversations that a query matches. */
final class Search {

  private final StringBuilder where = new StringBuilder("c.owner = :owner");
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  private Search(String owner, ConversationQuery query) {
    parameters.put("owner", owner);
    and("c.status in :statuses", Map.of("statuses", query.statuses()));
    if (query.kind() != null) {
      and("c.kind = :kind", Map.of("kind", query.kind()));
    }
    if (query.tag() != null) {
      and("c.tags like :tag escape '!'", Map.of("tag", part(ConversationRow.fenced(query.tag()))));
    }
    if (query.text() != null) {
      and(
          "(c.searchTitle like :text escape '!' or exists (select m from Message m"
              + " where m.conversation = c.id and m.searchText like :text escape '!'))",
          Map.of("text", part(JsonColumn.foldCase(query.text()))));
    }
    if (query.before() != null) {
      and(
          "(c.updated < :at or (c.updated = :at and c.id < :id))",
          Map.of("at", Instants.stored(query.before().updated()), "id", query.before().id()));
    }
  }

  private void and(String condition, Map<String, ?> with) {
    where.append(" and ").append(condition);
    parameters.putAll(with);
  }

  private static String part(String text) {
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  static ConversationPage page(EntityManager entities, String owner, ConversationQuery query) {
    var search = new Search(owner, query);
    var rows =
        entities.createQuery(
            "select c from Conversation c where "
                + search.where
                + " order by c.updated desc, c.id desc",
            ConversationRow.class);
    search.parameters.forEach(rows::setParameter);
    // One more than the limit shows whether there is another page.
    var found =
        rows.setMaxResults(query.limit() + 1).getResultList().stream()
            .map(ConversationRow::read)
            .toList();
    if (found.size() <= query.limit()) {
      return new ConversationPage(found, null);
    }
    var page = found.subList(0, query.limit());
    return new ConversationPage(page, PageCursor.behind(page.getLast()));
  }
}
