package tidings.runs.chat;

import java.time.Duration;

/**
 * Bounds of chats.
 *
 * @param maxCalls of the model in one turn
 * @param titleTimeout how long a model may think about a conversation's title
 * @param summaryTimeout how long it may take for a summary of one
 */
public record ChatSettings(int maxCalls, Duration titleTimeout, Duration summaryTimeout) {}
