package tidings.chat;

import java.time.Duration;

/**
 * Bounds of chats.
 *
 * @param maxCalls of the model in one turn
 * @param titleTimeout how long a model may think about a conversation's title
 */
public record ChatSettings(int maxCalls, Duration titleTimeout) {}
