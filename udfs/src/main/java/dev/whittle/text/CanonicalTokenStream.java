// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.io.IOException;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * The tokens of a canonical text for Lucene: what {@link Tokens} gives, typed, so that Lucene's
 * filters ({@code ShingleFilter}, {@code CJKBigramFilter} ...) and indexes can follow. One use; not
 * thread-safe.
 */
public final class CanonicalTokenStream extends TokenStream {
  /** The type of a number. */
  public static final String NUMBER = "<NUM>";

  /** The type of a Han character, as Lucene's CJK filters know it. */
  public static final String IDEOGRAPHIC = "<IDEOGRAPHIC>";

  /** The type of a LaTeX command. */
  public static final String COMMAND = "<LATEX>";

  /** The type of all else: words, variables, operators. */
  public static final String WORD = "<ALPHANUM>";

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
  private final TypeAttribute type = addAttribute(TypeAttribute.class);
  private final String canonical;
  private int at;

  public CanonicalTokenStream(String canonical) {
    this.canonical = canonical;
  }

  @Override
  public void reset() {
    at = 0;
  }

  @Override
  public boolean incrementToken() {
    clearAttributes();
    if (at >= canonical.length()) {
      return false;
    }
    int to = Tokens.end(canonical, at);
    term.append(canonical, at, to);
    offset.setOffset(at, to);
    char first = canonical.charAt(at);
    if (first >= 0x2e80 && Tokens.isCjkAt(canonical, at)) {
      type.setType(IDEOGRAPHIC);
    } else if (first >= '0' && first <= '9') {
      type.setType(NUMBER);
    } else {
      type.setType(first == '\\' ? COMMAND : WORD);
    }
    at = Tokens.next(canonical, to);
    return true;
  }

  @Override
  public void end() throws IOException {
    super.end();
    offset.setOffset(canonical.length(), canonical.length());
  }
}
