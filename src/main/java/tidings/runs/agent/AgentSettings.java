package tidings.runs.agent;

/**
 * Bounds of agents.
 *
 * @param maxCalls of the model in one run
 */
public record AgentSettings(int maxCalls) {}
