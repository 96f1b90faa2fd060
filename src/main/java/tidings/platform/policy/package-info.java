/**
 * The policy: rules in a file that grant topics, types and sources to users, groups, roles and
 * claims.
 *
 * <p>Receives a {@link tidings.platform.security.Caller} with the grants of its token, hands it on
 * with those of the rules. Invariant: a file that cannot be read changes nothing.
 */
@NullMarked
package tidings.platform.policy;

import org.jspecify.annotations.NullMarked;
