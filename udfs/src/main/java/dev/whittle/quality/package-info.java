/**
 * Rules that say what makes a statement unusable as a problem with one checkable answer: pure
 * functions on text, English and Chinese, one class a family.
 */
package dev.whittle.quality;
