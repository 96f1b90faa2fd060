package tidings.runs.chat;

import java.time.Duration;

/**
 * Limits of chats.
 *
 * @param maxCalls maximum number of model calls in one turn
 * @param titleTimeout maximum time that a model may take for a conversation's title
 * @param summaryTimeout maximum time that it may take for a summary of a conversation
 */
public record ChatSettings(int maxCalls, Duration titleTimeout, Duration summaryTimeout) {}
