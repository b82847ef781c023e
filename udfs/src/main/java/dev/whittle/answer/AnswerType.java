// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

/** What an answer is, which decides how it is compared. */
public enum AnswerType {
  INTEGER("integer"),
  FRACTION("fraction"),
  DECIMAL("decimal"),
  PERCENT("percent"),
  DEGREES("degrees"),
  CURRENCY("currency"),
  UNITS("units"),
  RATIO("ratio"),
  TIME("time"),
  BASE_N("base-n"),
  TUPLE("tuple"),
  INTERVAL("interval"),
  SET("set"),
  LIST("list"),
  MATRIX("matrix"),
  EQUATION("equation"),
  INEQUALITY("inequality"),
  /** A number that is not written as a plain rational: roots, logarithms, pi, i. */
  CONSTANT("constant"),
  /** An expression in variables. */
  EXPRESSION("expression"),
  /** An option letter. */
  CHOICE("choice"),
  WORDS("words"),
  /** Blank, undefined or too large: nothing can be verified against it. */
  UNKNOWN("unknown");

  private final String code;

  AnswerType(String code) {
    this.code = code;
  }

  /** The kebab-case name used in files. */
  public String code() {
    return code;
  }
}
