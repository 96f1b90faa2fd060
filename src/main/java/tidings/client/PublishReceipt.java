package tidings.client;

/**
 * Confirms that the server's log has stored the events of a request.
 *
 * @param accepted number of events that were added to the log
 * @param duplicates number of events that the log already had, for example from an earlier attempt
 * @param cursor a subscription that resumes from it receives the events after these
 */
public record PublishReceipt(int accepted, int duplicates, String cursor) {}
