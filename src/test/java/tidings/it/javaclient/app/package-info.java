/** Applications that use the Java client, as its page shows them. */
@NullMarked
package tidings.it.javaclient.app;

import org.jspecify.annotations.NullMarked;
