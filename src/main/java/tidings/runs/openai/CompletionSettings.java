package tidings.runs.openai;

import java.time.Duration;

/**
 * Settings of {@code /v1}.
 *
 * @param heartbeat interval of heartbeats on a stream without chunks, and of checks whether the
 *     client of a call is still connected
 */
public record CompletionSettings(Duration heartbeat) {}
