// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** How an answer was found in a text, from the most to the least explicit. */
public enum Rule {
  /** The last balanced {@code \boxed{}} or {@code \fbox{}}. */
  BOX("box"),
  /** Several adjacent boxes, joined into one list. */
  BOXES("boxes"),
  /** The last {@code <answer>...</answer>}. */
  TAG("tag"),
  /** The line after the last {@code ####}. */
  HASHES("hashes"),
  /** What follows a cue such as "the answer is", "A:" or "答案". */
  CUE("cue"),
  /** An option letter that the text settles on. */
  LETTER("letter"),
  /** The text is nothing but an answer. */
  BARE("bare"),
  /** The last formula between math delimiters. */
  MATH("math"),
  /** The last number of the text. */
  NUMBER("number"),
  /** Nothing that could be an answer. */
  NONE("none");

  private final String code;

  Rule(String code) {
    this.code = code;
  }

  /** The kebab-case name used in files. */
  public String code() {
    return code;
  }

  /** Whether the text itself marked the answer (a box, a tag, {@code ####} or a cue). */
  public boolean marked() {
    return ordinal() <= CUE.ordinal();
  }
}
