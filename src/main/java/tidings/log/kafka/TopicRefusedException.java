package tidings.log.kafka;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A topic cannot be described or created; the message names it and the operation. */
final class TopicRefusedException extends KafkaException {

  private static final long serialVersionUID = 1;

  TopicRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
