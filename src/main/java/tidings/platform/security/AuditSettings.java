package tidings.platform.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;

/**
 * Targets of the audit log, and its limits.
 *
 * @param files the files to write to
 * @param topic topic to which the records of the first file, and sign-ins, are published as events;
 *     null: none
 * @param refusals limit of the rejected calls that are written
 * @param publishes whether each request that publishes is audited
 * @param toolCalls whether each call of a tool is audited
 */
public record AuditSettings(
    Files files, @Nullable String topic, Refusals refusals, boolean publishes, boolean toolCalls) {

  /** A line is shorter than this, however long its texts are. */
  private static final long MIN_BYTES = 64 << 10;

  /**
   * @throws IllegalArgumentException if a value is invalid
   */
  public AuditSettings {
    if (topic != null && !isTopic(topic)) {
      throw new IllegalArgumentException(
          "tidings.audit.topic must be a topic, such as audit/tidings, but is '" + topic + "'");
    }
  }

  /**
   * Files of the audit log.
   *
   * @param admin calls of administrators; null: no file
   * @param activity calls of all others; null: no file
   * @param bytes size at which a file is full, in bytes
   * @param kept number of files of each, the newest included
   */
  public record Files(@Nullable Path admin, @Nullable Path activity, long bytes, int kept) {

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Files {
      if (bytes < MIN_BYTES || kept < 1) {
        throw new IllegalArgumentException(
            ("tidings.audit.file-bytes must be at least %d and tidings.audit.files at least 1, but"
                    + " they are %d and %d")
                .formatted(MIN_BYTES, bytes, kept));
      }
      if (admin != null && admin.equals(activity)) {
        throw new IllegalArgumentException(
            "tidings.audit.file and tidings.audit.activity-file must be two files, but are one: "
                + admin);
      }
    }
  }

  /**
   * Maximum number of rejected calls that are written per minute.
   *
   * @param perSource of one user or address
   * @param total of all
   */
  public record Refusals(int perSource, int total) {}

  private static boolean isTopic(String text) {
    try {
      var _ = Pattern.ofTopic(text);
      return !text.contains("*");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
