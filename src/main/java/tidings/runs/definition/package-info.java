/**
 * What a graph is, and what is wrong with one. Receives JSON as people and models write it, and
 * hands on a plan that can be carried out, or every fault by its place. Its invariant: what is
 * accepted here has no cycle, no unknown node and no open end.
 */
@NullMarked
package tidings.runs.definition;

import org.jspecify.annotations.NullMarked;
