/**
 * Tests that run inside the container, beside the application's own beans (Arquillian).
 *
 * <p>{@link it.tidings.container.ContainerFolder} prepares the server, {@link
 * it.tidings.container.Deployments} the WAR: the one that is shipped, with the test's beans added.
 */
@NullMarked
package it.tidings.container;

import org.jspecify.annotations.NullMarked;
