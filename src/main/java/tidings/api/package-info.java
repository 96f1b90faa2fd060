/**
 * The interface of Tidings for applications in the same WAR. It is the only package that they may
 * use: it changes in compatible ways within a major version, every other package changes freely.
 *
 * <p>An application publishes with {@link tidings.api.Publisher}, observes events with
 * {@code @Observes} {@link tidings.api.Published}, sends to the browsers that are connected to this
 * node with {@link tidings.api.Broadcaster}, and lists these with {@link tidings.api.Subscribers}.
 * Its own Jakarta REST resources are behind the sign-in of Tidings; {@link
 * tidings.api.CurrentCaller} is who called.
 *
 * <p>Invariant: it uses the JDK, Jakarta EE and JSpecify alone.
 */
@NullMarked
package tidings.api;

import org.jspecify.annotations.NullMarked;
