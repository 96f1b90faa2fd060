/**
 * The sockets of this server as the operating system lists them, and conclusions from their state.
 *
 * <p>Receives the kernel's tables of sockets, hands out whether a client is still connected and
 * which sockets carry no request. Invariant: a table only raises a suspicion where another process
 * may own the socket.
 */
@NullMarked
package tidings.platform.socket;

import org.jspecify.annotations.NullMarked;
