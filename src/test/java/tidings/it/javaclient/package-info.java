/**
 * The Java client: in this process, in an application of Spring Boot and in one of Liberty.
 *
 * <p>The applications are in {@link tidings.it.javaclient.app}: processes of their own, with the
 * jar of the build.
 */
@NullMarked
package tidings.it.javaclient;

import org.jspecify.annotations.NullMarked;
