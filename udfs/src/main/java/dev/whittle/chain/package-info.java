/** Reasoning chains: what is counted in their text, and the score made of it. */
package dev.whittle.chain;
