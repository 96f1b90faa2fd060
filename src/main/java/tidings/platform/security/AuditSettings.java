package tidings.platform.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;

/**
 * Where the audit log goes, and how much of it is kept.
 *
 * @param file what administrators do; null: no file
 * @param activityFile what all others can cause; null: no file
 * @param fileBytes size at which a file is full
 * @param files of each that are kept, the newest one among them
 * @param topic to which what is in the first file, and failed sign-ins, are published as events;
 *     null: nowhere
 * @param refusalsPerSource refused calls of one user or address that are written in a minute
 * @param refusals refused calls of all that are written in a minute
 * @param publishes whether each request that publishes is audited
 * @param toolCalls whether each call of a tool is audited
 */
public record AuditSettings(
    @Nullable Path file,
    @Nullable Path activityFile,
    long fileBytes,
    int files,
    @Nullable String topic,
    int refusalsPerSource,
    int refusals,
    boolean publishes,
    boolean toolCalls) {

  /** A line is shorter than this, however long its texts are. */
  private static final long MIN_BYTES = 64 << 10;

  /**
   * @throws IllegalArgumentException if a value cannot be
   */
  public AuditSettings {
    if (fileBytes < MIN_BYTES || files < 1) {
      throw new IllegalArgumentException(
          ("tidings.audit.file-bytes must be at least %d and tidings.audit.files at least 1, but"
                  + " they are %d and %d")
              .formatted(MIN_BYTES, fileBytes, files));
    }
    if (file != null && file.equals(activityFile)) {
      throw new IllegalArgumentException(
          "tidings.audit.file and tidings.audit.activity-file must be two files, but are one: "
              + file);
    }
    if (topic != null && !isTopic(topic)) {
      throw new IllegalArgumentException(
          "tidings.audit.topic must be a topic, such as audit/tidings, but is '" + topic + "'");
    }
  }

  private static boolean isTopic(String text) {
    try {
      var _ = Pattern.ofTopic(text);
      return !text.contains("*");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
