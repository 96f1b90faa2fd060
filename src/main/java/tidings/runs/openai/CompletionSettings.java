package tidings.runs.openai;

import java.time.Duration;

/**
 * What holds under {@code /v1}.
 *
 * @param heartbeat how often a stream without chunks says that it lives, and how often it is looked
 *     up whether the client of a call is still there
 */
public record CompletionSettings(Duration heartbeat) {}
