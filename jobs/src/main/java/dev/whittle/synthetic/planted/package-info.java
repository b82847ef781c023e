/**
 * What is planted into a synthetic pool: edits, defects and wrong answers. It shares no code and no
 * list of words with the rules that are tested by it; its own measure of overlap is its own.
 */
package dev.whittle.synthetic.planted;
