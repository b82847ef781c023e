/** The columns of a run, with their comments, and the checks on them. */
package dev.whittle.schema;
