// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every reason for which a problem can be rejected; closed, so that reports and notebooks can list
 * them all.
 */
public enum Reason {
  // ingest
  MALFORMED_RECORD("the record cannot be read in its format"),
  INVALID_UTF8("the record is not valid UTF-8"),
  OVERSIZE("the record is larger than the configured limit"),
  MISSING_PROBLEM("the record has no statement"),
  // exact-dedup
  EXACT_DUPLICATE("the same text as a better-ranked problem"),
  FORMAT_DUPLICATE(
      "the same text as a better-ranked problem but for spelling, spaces or LaTeX markup"),
  // quality
  NO_ANSWER("no final answer"),
  UNVERIFIABLE_ANSWER("the answer is of no type the verifier can compare"),
  PROOF("asks for a proof, not for an answer"),
  MULTIPLE_CHOICE("asks to choose among options"),
  YES_NO("can be answered with yes or no, so it can be guessed"),
  SEVERAL_QUESTIONS("asks several questions, but has one answer"),
  TOO_SHORT("too short to be a problem"),
  TOO_LONG("longer than the configured limit"),
  NEEDS_IMAGE("refers to a picture that is not there"),
  NEEDS_CONTEXT("refers to another text that is not there"),
  HYPERLINK("holds a link to a page"),
  BROKEN_LATEX("its LaTeX does not close what it opens"),
  ENCODING_DAMAGE("letters were lost or garbled on the way"),
  PLACEHOLDER_NUMBERS("its numbers were replaced by placeholders"),
  UNWANTED_LANGUAGE("in a language that is not wanted"),
  NOT_MATHEMATICS("holds no number, no formula and no word of mathematics"),
  ANSWER_LEAKED("the statement tells its answer"),
  // decontaminate
  BENCHMARK_EXACT("the canonical text of a benchmark item"),
  BENCHMARK_OVERLAP("holds a benchmark item, or is a part of one"),
  BENCHMARK_NUMERIC_VARIANT("the wording of a benchmark item with other numbers or signs"),
  // near-dedup
  NEAR_DUPLICATE("nearly the text of a better-ranked problem, with the same numbers and operators"),
  NUMERIC_VARIANT_CAP(
      "the text of better-ranked problems with other numbers, beyond the number kept"),
  // solve-rate stages
  NO_ATTEMPTS("no recorded or bought attempt of the model"),
  NOT_ASKED("beyond the number of problems that the stage judges at most"),
  TOO_FEW_ATTEMPTS("fewer attempts than the rule needs, and they do not decide it"),
  UNANSWERABLE("the servers failed at it every time"),
  TOO_EASY("solved more often than the band allows"),
  TOO_HARD("solved less often than the band asks"),
  // chains
  NO_CHAIN("no correct worked solution passes the chain filters"),
  // core-set
  GOLD_SUSPECT("attempts agree with each other against its answer"),
  TEMPLATE_CAP("more numeric variants of its template than the core set takes"),
  BEYOND_SIZE("ranked, but beyond the core set's size"),
  BEYOND_RANK_LIMIT("beyond the last rank that is given"),
  // any stage
  MANUAL("denied by a person");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  /** The value of the {@code reason} column, in kebab-case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason in words. */
  public String words() {
    return words;
  }

  /** The reason with this code, if there is one. */
  public static Optional<Reason> of(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }
}
