/**
 * Tests that run inside the container, beside the application's own beans (Arquillian).
 *
 * <p>{@link tidings.it.container.ContainerFolder} prepares the server, {@link
 * tidings.it.container.Deployments} the WAR: the one that is shipped, with the test's beans added.
 */
@NullMarked
package tidings.it.container;

import org.jspecify.annotations.NullMarked;
