package tidings.runs.agent;

/**
 * Limits of agents.
 *
 * @param maxCalls maximum number of model calls in one run
 */
public record AgentSettings(int maxCalls) {}
