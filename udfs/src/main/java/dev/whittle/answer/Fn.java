// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.HashMap;
import java.util.Map;

/** The functions that are evaluated. */
enum Fn {
  SQRT,
  ROOT,
  SIN,
  COS,
  TAN,
  COT,
  SEC,
  CSC,
  ARCSIN,
  ARCCOS,
  ARCTAN,
  ARCCOT,
  SINH,
  COSH,
  TANH,
  ARSINH,
  ARCOSH,
  ARTANH,
  EXP,
  LN,
  LOG,
  ABS,
  FLOOR,
  CEIL,
  SIGN,
  FACTORIAL,
  BINOMIAL,
  PERMUTATION,
  GCD,
  LCM,
  MIN,
  MAX,
  MOD,
  RE,
  IM,
  CONJUGATE,
  DET,
  GAMMA,
  SECH,
  CSCH,
  COTH,
  ARCSEC,
  ARCCSC;

  private static final Map<String, Fn> NAMES = new HashMap<>();

  static {
    for (Fn fn : values()) {
      NAMES.put(fn.name().toLowerCase(java.util.Locale.ROOT), fn);
    }
    NAMES.remove("root");
    NAMES.remove("binomial");
    NAMES.put("tg", TAN);
    NAMES.put("ctg", COT);
    NAMES.put("cosec", CSC);
    NAMES.put("asin", ARCSIN);
    NAMES.put("acos", ARCCOS);
    NAMES.put("atan", ARCTAN);
    NAMES.put("arctg", ARCTAN);
    NAMES.put("arcctg", ARCCOT);
    NAMES.put("asinh", ARSINH);
    NAMES.put("arcsinh", ARSINH);
    NAMES.put("acosh", ARCOSH);
    NAMES.put("arccosh", ARCOSH);
    NAMES.put("atanh", ARTANH);
    NAMES.put("arctanh", ARTANH);
    NAMES.put("lg", LOG);
    NAMES.put("sgn", SIGN);
    NAMES.put("cbrt", ROOT);
    NAMES.put("ceiling", CEIL);
    NAMES.put("binom", BINOMIAL);
  }

  /** The function of a name, or null. */
  static Fn named(String name) {
    return NAMES.get(name);
  }

  /** Functions whose argument goes without brackets: {@code \sin x}. */
  boolean bare() {
    return (ordinal() >= SIN.ordinal() && ordinal() <= LOG.ordinal())
        || ordinal() >= SECH.ordinal();
  }
}
