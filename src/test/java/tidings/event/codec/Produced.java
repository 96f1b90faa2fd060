package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Extension.Kind;
import tidings.event.PublisherId;

/**
 * A message in the format of a well-known producer, and the expected event.
 *
 * @param producer the producer, and where its format is documented
 * @param headers as in a Kafka record, names in the producer's own case
 * @param body the value
 * @param id the identity of the event
 * @param data its data; null for none
 * @param extensions some of its extensions that identify the format
 */
public record Produced(
    String producer,
    Map<String, String> headers,
    String body,
    EventId id,
    String type,
    @Nullable Data data,
    Map<String, Extension> extensions) {

  @Override
  public String toString() {
    return producer;
  }

  public byte[] bytes() {
    return body.getBytes(UTF_8);
  }

  /** Debezium 3 user guide, "Emitting change events in CloudEvents format", with transactions. */
  private static final Produced DEBEZIUM =
      new Produced(
          "Debezium's CloudEvents converter",
          Map.of(),
          """
          {"id":"name:test_server;lsn:29274832;txId:565","source":"/debezium/postgresql/test_server",
           "specversion":"1.0","type":"io.debezium.connector.postgresql.DataChangeEvent",
           "time":"2020-01-13T13:55:39.738Z","datacontenttype":"application/json",
           "iodebeziumop":"r","iodebeziumversion":"3.6.0.Final","iodebeziumconnector":"postgresql",
           "iodebeziumname":"test_server","iodebeziumtsms":"1578923739738",
           "iodebeziumsnapshot":"true","iodebeziumdb":"postgres","iodebeziumschema":"s1",
           "iodebeziumtable":"a","iodebeziumlsn":29274832,"iodebeziumxmin":null,
           "iodebeziumtxid":"565","iodebeziumtxtotalorder":1,"iodebeziumtxdatacollectionorder":1,
           "data":{"before":null,"after":{"pk":1,"aa":1}}}
          """,
          new EventId(
              PublisherId.source("kafka:in"),
              "/debezium/postgresql/test_server",
              "name:test_server;lsn:29274832;txId:565"),
          "io.debezium.connector.postgresql.DataChangeEvent",
          new Data.Json("{\"before\":null,\"after\":{\"pk\":1,\"aa\":1}}"),
          Map.of(
              "iodebeziumtxtotalorder", new Extension("1", Kind.NUMBER),
              "iodebeziumtxdatacollectionorder", new Extension("1", Kind.NUMBER),
              "iodebeziumsnapshot", Extension.of("true")));

  /** Debezium's outbox event router, whose columns are placed into ce_ headers. */
  private static final Produced OUTBOX_ROUTER =
      new Produced(
          "Debezium's outbox event router",
          Map.of(
              "id", "5f2d1c3e-0000-4000-8000-000000000001",
              "ce_specversion", "1.0",
              "ce_id", "5f2d1c3e-0000-4000-8000-000000000001",
              "ce_type", "OrderCreated",
              "ce_source", "/orders",
              "ce_subject", "42"),
          "{\"id\": 42, \"total\": 1.10}",
          new EventId(
              PublisherId.source("kafka:in"), "/orders", "5f2d1c3e-0000-4000-8000-000000000001"),
          "OrderCreated",
          new Data.Json("{\"id\":42,\"total\":1.10}"),
          Map.of());

  /** Dapr docs, "Publishing & subscribing messages with CloudEvents"; without a Tidings topic. */
  private static final Produced DAPR =
      new Produced(
          "Dapr's publish API",
          Map.of(),
          """
          {"pubsubname":"order_pub_sub","tracestate":"",
           "traceid":"00-113ad9c4e42b27583ae98ba698d54255-e3743e35ff56f219-01",
           "traceparent":"00-113ad9c4e42b27583ae98ba698d54255-e3743e35ff56f219-01",
           "data":{"orderId":1},"id":"5929aaac-a5e2-4ca1-859c-edfe73f11565","specversion":"1.0",
           "datacontenttype":"application/json; charset=utf-8","source":"checkout",
           "type":"com.dapr.event.sent","time":"2020-09-23T06:23:21Z"}
          """,
          new EventId(
              PublisherId.source("kafka:in"), "checkout", "5929aaac-a5e2-4ca1-859c-edfe73f11565"),
          "com.dapr.event.sent",
          new Data.Json("{\"orderId\":1}"),
          Map.of("pubsubname", Extension.of("order_pub_sub")));

  /** The same page: data of another media type is a string. */
  private static final Produced DAPR_XML =
      new Produced(
          "Dapr's publish API with XML",
          Map.of(),
          """
          {"pubsubname":"order_pub_sub","traceparent":"","tracestate":"","subject":"",
           "data":"<note><to></to></note>","id":"id-1","specversion":"1.0",
           "datacontenttype":"application/xml","source":"checkout","type":"xml-message"}
          """,
          new EventId(PublisherId.source("kafka:in"), "checkout", "id-1"),
          "xml-message",
          new Data.Text("<note><to></to></note>"),
          Map.of());

  /** Knative Eventing: ApiServerSource behind a broker, in binary mode. */
  private static final Produced KNATIVE =
      new Produced(
          "Knative's ApiServerSource",
          Map.of(
              "Ce-Specversion", "1.0",
              "Ce-Id", "2bd2cb1b-0b9e-4fc6-b5cb-a0bfbb1ee8d4",
              "Ce-Source", "https://10.96.0.1:443",
              "Ce-Type", "dev.knative.apiserver.resource.update",
              "Ce-Subject", "/apis/v1/namespaces/default/pods/hello",
              "Ce-Time", "2026-01-13T13:55:39.738123456Z",
              "Ce-Knativearrivaltime", "2026-01-13T13:55:39.740123456Z",
              "Ce-Knativebrokerttl", "255",
              "Content-Type", "application/json"),
          "{\"kind\":\"Pod\"}",
          new EventId(
              PublisherId.source("kafka:in"),
              "https://10.96.0.1:443",
              "2bd2cb1b-0b9e-4fc6-b5cb-a0bfbb1ee8d4"),
          "dev.knative.apiserver.resource.update",
          new Data.Json("{\"kind\":\"Pod\"}"),
          Map.of("knativearrivaltime", Extension.of("2026-01-13T13:55:39.740123456Z")));

  /** Azure Event Grid, "CloudEvents v1.0 schema". */
  private static final Produced AZURE =
      new Produced(
          "Azure Event Grid",
          Map.of("content-type", "application/cloudevents+json; charset=utf-8"),
          """
          {"specversion":"1.0","type":"Microsoft.Storage.BlobCreated",
           "source":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a",
           "id":"9aeb0fdf-c01e-0131-0922-9eb54906e209","time":"2019-11-18T15:13:39.4589254Z",
           "subject":"blobServices/default/containers/c/blobs/f","dataschema":"#",
           "data":{"api":"PutBlockList","contentLength":30699}}
          """,
          new EventId(
              PublisherId.source("kafka:in"),
              "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a",
              "9aeb0fdf-c01e-0131-0922-9eb54906e209"),
          "Microsoft.Storage.BlobCreated",
          new Data.Json("{\"api\":\"PutBlockList\",\"contentLength\":30699}"),
          Map.of("dataschema", Extension.of("#")));

  /** Google Eventarc: Pub/Sub, in binary mode. */
  private static final Produced GOOGLE =
      new Produced(
          "Google Eventarc",
          Map.of(
              "ce-specversion", "1.0",
              "ce-id", "2070443601311540",
              "ce-source", "//pubsub.googleapis.com/projects/p/topics/t",
              "ce-type", "google.cloud.pubsub.topic.v1.messagePublished",
              "ce-time", "2020-12-20T13:37:33.647Z",
              "ce-methodname", "google.pubsub.v1.Publisher.Publish",
              "content-type", "application/json; charset=utf-8"),
          "{\"message\":{\"data\":\"SGk=\"},\"subscription\":\"s\"}",
          new EventId(
              PublisherId.source("kafka:in"),
              "//pubsub.googleapis.com/projects/p/topics/t",
              "2070443601311540"),
          "google.cloud.pubsub.topic.v1.messagePublished",
          new Data.Json("{\"message\":{\"data\":\"SGk=\"},\"subscription\":\"s\"}"),
          Map.of("methodname", Extension.of("google.pubsub.v1.Publisher.Publish")));

  /** Spring Cloud Stream 4 over Kafka, whose header mapper writes strings as JSON. */
  private static final Produced SPRING =
      new Produced(
          "Spring Cloud Stream",
          Map.of(
              "ce_specversion", "\"1.0\"",
              "ce_id", "\"1-2-3\"",
              "ce_source", "\"https://spring.io/\"",
              "ce_type", "\"com.acme.OrderPlaced\"",
              "contentType", "\"application/json\"",
              "scst_partition", "0",
              "spring_json_header_types", "{\"ce_id\":\"java.lang.String\"}"),
          "{\"order\":7}",
          new EventId(PublisherId.source("kafka:in"), "https://spring.io/", "1-2-3"),
          "com.acme.OrderPlaced",
          new Data.Json("{\"order\":7}"),
          Map.of());

  /** SmallRye Reactive Messaging, as in Quarkus, "Sending Cloud Events": binary mode. */
  private static final Produced SMALLRYE =
      new Produced(
          "SmallRye Reactive Messaging",
          Map.of(
              "ce_specversion", "1.0",
              "ce_id", "b4c8",
              "ce_source", "my-source",
              "ce_type", "com.example/order:placed",
              "ce_time", "2026-01-13T13:55:39.738+01:00",
              "content-type", "application/vnd.acme.order+json"),
          "{\"order\":8}",
          new EventId(PublisherId.source("kafka:in"), "my-source", "b4c8"),
          "com.example/order:placed",
          new Data.Json("{\"order\":8}"),
          Map.of());

  /** All of them. */
  public static final List<Produced> ALL =
      List.of(DEBEZIUM, OUTBOX_ROUTER, DAPR, DAPR_XML, KNATIVE, AZURE, GOOGLE, SPRING, SMALLRYE);
}
