package tidings.ingress.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.codec.HostileNames;
import tidings.it.support.PostgresServer;

/**
 * The events that {@code tidings_watch} creates from changes to a table, and the changes that it
 * rejects.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchIT {

  private final PostgresServer postgres = PostgresServer.start("watch");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Nodes nodes;
  private Outbox outbox;

  @BeforeEach
  void begin() {
    nodes = Nodes.on(postgres);
    outbox = nodes.start();
    nodes.sql(
        "create table orders (id int primary key, owner text, place text, state text, note text)");
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private List<Event> events(int count) {
    nodes.awaitEmpty();
    nodes.awaitEvents(count);
    assertThat(nodes.log.all()).hasSize(count);
    return nodes.log.all();
  }

  private static JsonNode data(Event event) {
    try {
      return JSON.readTree(requireNonNull(event.data()).text());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void refuses(String call, String why) {
    assertThatThrownBy(() -> nodes.sql("select " + call)).rootCause().hasMessageContaining(why);
  }

  @Test
  void eachChangeOfARowIsAnEventWithTheChange() throws IOException {
    nodes.sql("select tidings_watch('orders')");
    nodes.sql("insert into orders values (7, 'alice', null, 'new', 'x')");
    nodes.sql("update orders set state = 'paid' where id = 7");
    nodes.sql("update orders set id = 8 where id = 7");
    nodes.sql("delete from orders");

    var events = events(4);
    assertThat(events)
        .extracting(Event::type)
        .containsExactly("row.inserted", "row.updated", "row.updated", "row.deleted");
    assertThat(events)
        .extracting(event -> event.audience().topic())
        .containsOnly("tables/public/orders");
    var about = "\"schema\":\"public\",\"table\":\"orders\",";
    var row = "\"owner\":\"alice\",\"place\":null,\"state\":\"%s\",\"note\":\"x\"}}";
    assertThat(events.stream().map(WatchIT::data))
        .containsExactly(
            JSON.readTree(
                "{" + about + "\"key\":{\"id\":7},\"new\":{\"id\":7," + row.formatted("new")),
            JSON.readTree(
                "{"
                    + about
                    + "\"key\":{\"id\":7},\"old\":{\"state\":\"new\"},\"changed\":{\"state\":\"paid\"}}"),
            JSON.readTree(
                "{" + about + "\"key\":{\"id\":7},\"old\":{\"id\":7},\"changed\":{\"id\":8}}"),
            JSON.readTree(
                "{" + about + "\"key\":{\"id\":8},\"old\":{\"id\":8," + row.formatted("paid")));
  }

  @Test
  void onlyChosenColumnsAndEventsAreReportedAndOnlyToTheirAudience() {
    nodes.sql(
        "select tidings_watch('orders', columns => '{state}', events => '{insert,update}',"
            + " user_column => 'owner', topic_column => 'place', topic => 'elsewhere')");
    nodes.sql("insert into orders values (1, 'alice', 'shop/1', 'new', 'secret')");
    nodes.sql("update orders set note = 'none of the chosen', owner = 'bob'");
    nodes.sql("update orders set state = 'paid', owner = '', place = null");
    nodes.sql("delete from orders");

    // Of two keys, so that either may come first.
    var events = events(2);
    var inserted = of("row.inserted", events);
    var updated = of("row.updated", events);
    assertThat(data(inserted).get("new").toString()).isEqualTo("{\"id\":1,\"state\":\"new\"}");
    assertThat(data(updated).get("changed").toString()).isEqualTo("{\"state\":\"paid\"}");
    assertThat(inserted.audience().users()).isEqualTo(Set.of("alice"));
    assertThat(inserted.audience().topic()).isEqualTo("shop/1");
    assertThat(updated.audience().users()).isEmpty();
    assertThat(updated.audience().topic()).isEqualTo("elsewhere");
  }

  private static Event of(String type, List<Event> events) {
    return events.stream().filter(event -> event.type().equals(type)).findFirst().orElseThrow();
  }

  @Test
  void aRowWithoutItsUserIsNotForEveryUser() {
    nodes.sql("select tidings_watch('orders', user_column => 'owner')");
    nodes.sql("insert into orders values (1, 'alice'), (2, null)");
    for (var event : events(2)) {
      boolean alices = data(event).get("key").get("id").intValue() == 1;
      assertThat(event.audience())
          .isEqualTo(
              alices
                  ? new Audience(Set.of("alice"), null, Set.of(), null)
                  : new Audience(Set.of(), null, Set.of(), "tables/public/orders"));
    }
  }

  @Test
  void unwatchingLeavesNoTrace() {
    var before = traces();
    nodes.sql("select tidings_watch('orders')");
    nodes.sql("select tidings_watch('orders', columns => '{note}')");
    assertThat(traces()).isEqualTo(before + 1);
    nodes.sql("select tidings_unwatch('orders')");
    assertThat(traces()).isEqualTo(before);
    nodes.sql("insert into orders values (1)");
    nodes.sql("insert into tidings_outbox (type) values ('last')");
    assertThat(events(1)).extracting(Event::type).containsExactly("last");
    nodes.sql("select tidings_unwatch('orders')");
  }

  private long traces() {
    return nodes.count(
        "(select oid from pg_trigger union all select oid from pg_proc"
            + " union all select oid from pg_class union all select oid from pg_type) things");
  }

  @Test
  void namesOfNoTableOrColumnAreRejected() {
    nodes.sql("create view seen as select * from orders");
    refuses("tidings_watch('nowhere')", "relation \"nowhere\" does not exist");
    refuses("tidings_watch('orders; drop table orders')", "invalid name syntax");
    refuses("tidings_watch('seen')", "seen is not a table");
    refuses("tidings_watch(0::regclass)", "there is no table with the oid");
    refuses("tidings_watch(null)", "the table is null");
    refuses("tidings_watch('tidings_outbox')", "the outbox itself");
    var column = "x\"); drop table orders; --";
    for (var parameter :
        List.of("columns => array['id', '%s']", "user_column => '%s'", "topic_column => '%s'")) {
      refuses(
          "tidings_watch('orders', " + parameter.formatted(column) + ")",
          "public.orders has no column \"" + column + "\"");
    }
    refuses("tidings_watch('orders', columns => '{ctid}')", "has no column \"ctid\"");
    refuses("tidings_watch('orders', columns => '{}')", "at least one column");
    refuses("tidings_watch('orders', columns => array[null])", "no null");
    for (var events : List.of("'{}'", "'{truncate}'", "null", "array['insert or delete']")) {
      refuses("tidings_watch('orders', events => " + events + ")", "events must be some of");
    }
    for (var topic : List.of("", "a//b", "/a", "a/", "a/*", "x".repeat(1025))) {
      refuses("tidings_watch('orders', topic => '" + topic + "')", "is no topic");
    }
    assertThat(nodes.count("pg_trigger where tgname = 'tidings_watch'")).isZero();
    assertThat(nodes.count("orders")).isZero();
  }

  @Test
  void aHostileNameThatExistsIsOnlyAName() {
    var table = "\"o'); drop table orders; --\"";
    nodes.sql("create table " + table + " (\"i'\\\"\"d\" int primary key)");
    nodes.sql(
        "select tidings_watch('\"o''); drop table orders; --\"', columns => array[$$i'\\\"d$$])");
    nodes.sql("insert into " + table + " values (1)");
    var event = events(1).getFirst();
    assertThat(event.audience().topic()).isEqualTo("tables/public/o'); drop table orders; --");
    assertThat(data(event).get("key").get("i'\\\"d").intValue()).isEqualTo(1);
    nodes.sql("create table \"a/b\" (id int)");
    refuses("tidings_watch('\"a/b\"')", "makes no topic");
    nodes.sql("select tidings_watch('\"a/b\"', topic => 'ab')");
    assertThat(nodes.count("orders")).isZero();
  }

  @Test
  void aWriterOfTheTableNeedsNoRightsOfTheOutboxAndGetsNone() {
    nodes.sql("create role clerk; grant insert on orders to clerk; create schema evil");
    nodes.sql("grant usage, create on schema evil to clerk; create table evil.own (id int)");
    nodes.sql("alter table evil.own owner to clerk");
    nodes.sql(
        "create function evil.to_jsonb(orders) returns jsonb language sql as"
            + " $$ select '{\"owner\":\"mallory\"}'::jsonb $$");
    nodes.sql("select tidings_watch('orders', user_column => 'owner')");

    var clerk = "set role clerk; set search_path = evil, pg_catalog; ";
    nodes.sql(clerk + "insert into public.orders values (1, 'alice')");
    assertThat(events(1).getFirst().audience().users()).isEqualTo(Set.of("alice"));
    for (var forbidden :
        List.of(
            "insert into public.tidings_outbox (type) values ('a')",
            "select public.tidings_watch('evil.own')",
            "select public.tidings_unwatch('public.orders')",
            "create trigger t after insert on evil.own for each row"
                + " execute function public.tidings_row_changed('{}')")) {
      assertThatThrownBy(() -> nodes.sql(clerk + forbidden))
          .rootCause()
          .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
    nodes.sql(
        "grant execute on function tidings_watch, tidings_row_changed to clerk;"
            + " grant usage on schema public to clerk");
    nodes.sql(clerk + "select public.tidings_watch('evil.own'); insert into evil.own values (2)");
    assertThat(events(2)).extracting(event -> event.audience().topic()).contains("tables/evil/own");
  }

  @Test
  void aTableInPartsIsOneTable() {
    nodes.sql("create table parts (id int primary key) partition by range (id)");
    nodes.sql("create table first_part partition of parts for values from (0) to (10)");
    nodes.sql("select tidings_watch('parts')");
    nodes.sql("insert into parts values (1)");
    assertThat(data(events(1).getFirst()).get("table").textValue()).isEqualTo("parts");
  }

  @Test
  void aChangeThatCannotBeReportedDoesNotUndoTheApplicationsTransaction() {
    nodes.sql("select tidings_watch('orders', user_column => 'owner')");
    nodes.sql("insert into orders values (1, 'alice', null, null, repeat('x', 600000))");
    nodes.sql("insert into orders values (2, 'alice', null, null, repeat('x', 70000))");
    nodes.sql("insert into orders values (3, repeat('x', 1100))");
    nodes.sql("insert into orders values (4, repeat('x', 600000))");
    nodes.sql("insert into orders values (5, 'alice', null, null, repeat('x', 65000))");

    var events = events(3);
    assertThat(events).extracting(event -> event.audience().users()).containsOnly(Set.of("alice"));
    for (var event : events.subList(0, 2)) {
      assertThat(data(event).get("omitted").textValue()).isEqualTo("too large");
      assertThat(data(event).has("new")).isFalse();
    }
    assertThat(data(events.getLast()).get("new").get("note").textValue()).hasSize(65_000);
    assertThat(nodes.count("orders")).isEqualTo(5);
    assertThat(nodes.log.buried)
        .hasSize(2)
        .allMatch(letter -> letter.reason().contains("longer than 1024"));
  }

  /**
   * Exactly at the limit: a change one byte larger than an event may be is reported without its
   * values.
   */
  @Test
  void aChangeIsReportedWholeUpToTheSizeLimitOfAnEvent() {
    nodes.sql("select tidings_watch('orders', columns => '{note}', topic => 'orders')");
    var frame =
        "{\"key\": {\"id\": 1}, \"new\": {\"id\": 1, \"note\": \"\"}, \"table\": \"orders\","
            + " \"schema\": \"public\"}";
    int most = Nodes.MAX_DATA - frame.length();
    nodes.sql("insert into orders (id, note) values (1, repeat('x', %d))".formatted(most));
    nodes.sql("insert into orders (id, note) values (2, repeat('x', %d))".formatted(most + 1));

    var events = events(2);
    assertThat(data(events.getFirst()).has("new")).isTrue();
    assertThat(data(events.getLast()).get("omitted").textValue()).isEqualTo("too large");
    assertThat(nodes.log.buried).isEmpty();
  }

  @Test
  void aUserWithACommaIsOneUser() {
    nodes.sql("select tidings_watch('orders', user_column => 'owner')");
    nodes.sql(
        "insert into orders (id, owner) values (1, 'Doe, Jane'), (2, '[\"a\",\"b\"]'), (3,"
            + " '[ops]'), (4, 'CN=Doe\\, Jane,OU=Staff'), (5, 'alice')");
    assertThat(events(5))
        .extracting(event -> event.audience().users())
        .containsExactlyInAnyOrder(
            Set.of("Doe, Jane"),
            Set.of("[\"a\",\"b\"]"),
            Set.of("[ops]"),
            Set.of("CN=Doe\\, Jane,OU=Staff"),
            Set.of("alice"));
    assertThat(nodes.log.buried).isEmpty();
    nodes.sql("update orders set state = 'paid' where id = 1");
    assertThat(events(6).getLast().audience().users()).containsExactly("Doe, Jane");
  }

  @Test
  void theUserOfARowIsThatOneWhateverTheNameIsMadeOf() throws SQLException {
    nodes.sql("select tidings_watch('orders', user_column => 'owner')");
    var names =
        HostileNames.sets().sampleStream().limit(200).flatMap(Set::stream).distinct().toList();
    var addressable = names.stream().filter(HostileNames::isAddressable).toList();
    try (var connection = nodes.connect();
        var insert = connection.prepareStatement("insert into orders (id, owner) values (?, ?)")) {
      for (int i = 0; i < names.size(); i++) {
        if (isText(names.get(i))) {
          insert.setInt(1, i);
          insert.setString(2, names.get(i));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
    nodes.awaitEmpty();
    nodes.awaitEvents(addressable.size());
    assertThat(nodes.log.all())
        .filteredOn(event -> !event.audience().users().isEmpty())
        .extracting(event -> event.audience().users())
        .containsExactlyInAnyOrderElementsOf(addressable.stream().map(Set::of).toList());
    assertThat(nodes.log.all())
        .filteredOn(event -> event.audience().users().isEmpty())
        .extracting(event -> event.audience().topic())
        .as("a row whose user is an empty text")
        .containsOnly("tables/public/orders");
  }

  /** Whether PostgreSQL can store it: it has neither NUL nor half of a surrogate pair. */
  private static boolean isText(String name) {
    return name.indexOf(0) < 0 && UTF_8.newEncoder().canEncode(name);
  }

  /** Columns whose values PostgreSQL cannot convert. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":\"\\u0000\"}", "\"\\ud800\"", "\"\\udc00x\"", "1e1000000"})
  void aRowWithJsonThatCannotBeConvertedReachesItsUser(String json) {
    nodes.sql("alter table orders add column doc json");
    nodes.sql("select tidings_watch('orders', user_column => 'owner', topic_column => 'place')");
    nodes.sql(
        "insert into orders (id, owner, place, doc) values (1, 'Doe, Jane', 'shop', $$"
            + json
            + "$$)");
    nodes.sql("update orders set state = 'paid' where id = 1");
    nodes.sql("update orders set owner = 'bob', doc = null where id = 1");
    nodes.sql("update orders set doc = $$" + json + "$$ where id = 1");
    nodes.sql("delete from orders");

    var events = events(5);
    assertThat(events)
        .extracting(event -> event.audience().users())
        .containsExactlyInAnyOrder(
            Set.of("Doe, Jane"), Set.of("Doe, Jane"), Set.of("bob"), Set.of("bob"), Set.of("bob"));
    for (var event : events) {
      assertThat(data(event).get("omitted").textValue()).isNotEmpty();
      assertThat(data(event).get("key").toString()).isEqualTo("{\"id\":1}");
    }
    assertThat(events.getFirst().audience().topic()).isEqualTo("shop");
    assertThat(nodes.log.buried).isEmpty();
  }

  @Test
  void valuesThatAreUnusualInJsonAreReported() {
    nodes.sql(
        "create table strange (id int primary key, owner text, n numeric, d float8, b bytea,"
            + " bits bit(3), r int4range, j jsonb, big numeric)");
    nodes.sql("select tidings_watch('strange', user_column => 'owner')");
    nodes.sql(
        "insert into strange values (1, 'alice', 'NaN', '-Infinity', '\\xDEADBEEF', B'101',"
            + " '[1,5)', '{\"x\":1e400}', 12345678901234567890123456789.10)");
    var event = events(1).getFirst();
    assertThat(event.audience().users()).containsExactly("alice");
    var row = data(event).get("new");
    assertThat(row.get("n").textValue()).isEqualTo("NaN");
    assertThat(row.get("d").textValue()).isEqualTo("-Infinity");
    assertThat(row.get("b").textValue()).isEqualTo("\\xdeadbeef");
    assertThat(row.get("bits").textValue()).isEqualTo("101");
    assertThat(row.get("r").textValue()).isEqualTo("[1,5)");
    assertThat(requireNonNull(event.data()).text()).contains("12345678901234567890123456789.10");
  }

  @Test
  void columnsThatAPrimaryKeyOnlyCarriesAreNoneOfIt() {
    nodes.sql("create table carried (id int, secret text, primary key (id) include (secret))");
    nodes.sql("select tidings_watch('carried', columns => '{id}')");
    nodes.sql("insert into carried values (1, 'hush')");
    var reported = data(events(1).getFirst());
    assertThat(reported.get("key").toString()).isEqualTo("{\"id\":1}");
    assertThat(reported.get("new").toString()).isEqualTo("{\"id\":1}");
  }

  /** Values that a former release's trigger reported. */
  @Test
  void anAlreadyWatchedTableNoLongerReportsThemAfterTheMigration() {
    outbox.close();
    nodes = Nodes.on(postgres);
    nodes.migrateTo("2");
    for (var table : List.of("carried", "whole")) {
      nodes.sql(
          "create table %s (id int, secret text, n int, primary key (id) include (secret))"
              .formatted(table));
    }
    nodes.sql("select tidings_watch('whole')");
    nodes.sql(
        "select tidings_watch('carried', columns => '{n}', events => '{insert,delete}',"
            + " topic => 'carried')");
    outbox = nodes.start();
    nodes.sql("insert into carried values (1, 'hush', 2)");
    nodes.sql("update carried set n = 3");
    nodes.sql("delete from carried");
    var events = events(2);
    assertThat(events).extracting(Event::type).containsExactly("row.inserted", "row.deleted");
    assertThat(events).extracting(event -> event.audience().topic()).containsOnly("carried");
    assertThat(data(events.getFirst()).get("key").toString()).isEqualTo("{\"id\":1}");
    assertThat(data(events.getFirst()).get("new").toString()).isEqualTo("{\"n\":2,\"id\":1}");
    assertThat(nodes.count("pg_trigger where tgname = 'tidings_watch'")).isEqualTo(2);
  }

  @Test
  void aRowThatMovesToAnotherPartOfItsTableIsDeletedAndInserted() {
    nodes.sql("create table parts (id int, owner text) partition by range (id)");
    nodes.sql("create table low partition of parts for values from (0) to (10)");
    nodes.sql("create table high partition of parts for values from (10) to (20)");
    nodes.sql("select tidings_watch('parts')");
    nodes.sql("insert into parts values (1, 'alice')");
    nodes.sql("update parts set id = 2");
    nodes.sql("update parts set id = 12");
    var events = events(4);
    assertThat(events)
        .extracting(Event::type)
        .containsExactly("row.inserted", "row.updated", "row.deleted", "row.inserted");
    assertThat(data(events.get(2)).get("old").get("id").intValue()).isEqualTo(2);
    assertThat(data(events.get(3)).get("new").get("id").intValue()).isEqualTo(12);
    assertThat(events).allMatch(event -> data(event).get("table").textValue().equals("parts"));
  }
}
