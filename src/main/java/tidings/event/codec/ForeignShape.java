package tidings.event.codec;

import java.util.Set;

/**
 * Recognizes JSON of well-known producers that is not an event, and reports the setting that helps.
 */
final class ForeignShape {

  private ForeignShape() {}

  /**
   * @param members names of the members of a JSON object that are objects or arrays
   * @throws UnreadableEventException if they are the members of such a producer's JSON
   */
  static void refuse(Set<String> members) {
    if (members.contains("schema") && members.contains("payload")) {
      throw JsonText.refused(
          "is the envelope of Kafka Connect's JSON converter: set"
              + " value.converter.schemas.enable=false there");
    }
    if (members.contains("source") && (members.contains("before") || members.contains("after"))) {
      throw JsonText.refused(
          "is a change event of Debezium: set"
              + " value.converter=io.debezium.converters.CloudEventsConverter there");
    }
  }
}
