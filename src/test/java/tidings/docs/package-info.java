/** Whether pages of the documentation hold what they promise. */
@NullMarked
package tidings.docs;

import org.jspecify.annotations.NullMarked;
