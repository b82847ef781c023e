// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/**
 * What must hold for any bytes: no exception, no hang, the same verdict twice, and no answer that
 * equals a gold it cannot equal. Run for a few inputs by {@link VerifierFuzzTest}, for long by
 * {@code scripts/fuzz}.
 */
public final class VerifierFuzz {

  private static final AnswerVerifier VERIFIER = new AnswerVerifier(VerifierPolicy.standard());

  private static final String[] PIECES = {
    "\\boxed{",
    "}",
    "{",
    "\\frac{",
    "}{",
    "\\sqrt",
    "\\sqrt[3]{",
    "^{",
    "_{",
    "(",
    ")",
    "[",
    "]",
    "\\{",
    "\\}",
    ",",
    ";",
    "x",
    "y",
    "n",
    "12",
    "0.5",
    "1e9",
    "\\text{",
    " and ",
    " or ",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "&",
    "\\\\",
    "|",
    "=",
    "<",
    "\\le ",
    "\\cup ",
    "\\infty",
    "-",
    "+",
    "\\pm ",
    "!",
    "\\%",
    "^\\circ",
    "$",
    "\\sum_{k=1}^{",
    "\\int_0^1 ",
    "\\lim_{x\\to 0}",
    "\\log_",
    "\\sin ",
    " dx",
    "\n#### ",
    "The answer is ",
    "</think>",
    "<think>",
    "答案：",
    "A",
    ":",
    "\\binom{",
    "π",
    "½",
    "²",
    "9^9^9",
    "...",
    "\\overline{",
    "0.(",
    "\\in ",
    "\\mid ",
    "12,345",
    " cm",
    "十二",
    "\\left",
    "\\right",
    "*",
    "/",
    "\\cdot ",
    "\\ne ",
    "f(x)=",
    "\\pmod{",
    "\\lfloor ",
    "\\rfloor ",
    "\\boxed ",
    "204_5",
    "4:30 p.m."
  };

  private VerifierFuzz() {}

  /** Jazzer's entry point. */
  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    boolean raw = data.consumeBoolean();
    String gold = raw ? data.consumeString(200) : pieces(data);
    String text = raw ? data.consumeRemainingAsString() : pieces(data);
    check(gold, text);
  }

  private static String pieces(FuzzedDataProvider data) {
    StringBuilder text = new StringBuilder();
    int count = data.consumeInt(0, 40);
    for (int k = 0; k < count && data.remainingBytes() > 0; k++) {
      text.append(data.pickValue(PIECES));
    }
    return text.toString();
  }

  static void check(String gold, String text) {
    Check first = VERIFIER.check(gold, text);
    if (!first.equals(VERIFIER.check(gold, text))) {
      throw new IllegalStateException("Another verdict the second time");
    }
    Extraction found = AnswerExtractor.extract(text);
    if (found.found()
        && found.rule() != Rule.BOXES
        && !text.substring(found.start(), found.end()).equals(found.answer())) {
      throw new IllegalStateException("The span is not the answer");
    }
    if (found.found()
        && VERIFIER.matches("987654321987", found.answer() + " + 1")
        && VERIFIER.matches("987654321987", found.answer())) {
      throw new IllegalStateException("A number equals itself and one more");
    }
    VERIFIER.typeOf(gold);
    VERIFIER.verifiable(gold);
  }
}
