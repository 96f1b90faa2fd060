package tidings.security;

/**
 * An administrator did something, or somebody tried to. Fired as a CDI event when the call has been
 * answered.
 *
 * @param user who, as the token says: any text
 * @param call what, {@code POST /api/admin/drain}
 * @param address from where
 * @param status outcome, the HTTP status of the answer
 */
public record AdminCall(String user, String call, String address, int status) {}
