/**
 * Families of small math problems: every problem is a pure function of a family, a level and a
 * code, with its answer known by construction. Nothing here knows Spark.
 */
package dev.whittle.synthetic.family;
