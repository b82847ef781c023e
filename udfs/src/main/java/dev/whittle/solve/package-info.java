/** Attempts of models at problems: their keys, and the exact judgement of a band of successes. */
package dev.whittle.solve;
