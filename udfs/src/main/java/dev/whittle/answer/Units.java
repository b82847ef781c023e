// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Units of measure: words that may follow a number without being variables, and how the common ones
 * convert. Powers and compounds ("km/h", "cm^2") are units when their parts are.
 */
final class Units {

  /** A dimension and the size of the unit in it. */
  record Unit(String dimension, Rational size) {

    /** How many of another unit of the same dimension one of these is. */
    Rational in(Unit other) {
      return size.over(other.size);
    }

    /** Whether another unit of the same dimension is a smaller one. */
    boolean contains(Unit other) {
      return dimension.equals(other.dimension) && size.compareTo(other.size) > 0;
    }

    private Unit power(int exponent) {
      Rational power = size;
      for (int k = 1; k < exponent; k++) {
        power = power.times(size);
      }
      return new Unit(dimension + "^" + exponent, power);
    }

    private Unit per(Unit other) {
      return new Unit(dimension + "/" + other.dimension, size.over(other.size));
    }
  }

  private static final Map<String, Unit> SCALED = new HashMap<>();

  static {
    scaled("length", 1, 1000, "mm", "millimeter", "millimeters", "millimetre", "millimetres", "毫米");
    scaled("length", 1, 100, "cm", "centimeter", "centimeters", "centimetre", "centimetres", "厘米");
    scaled("length", 1, 10, "dm", "decimeter", "decimeters", "decimetre", "decimetres", "分米");
    scaled("length", 1, 1, "m", "meter", "meters", "metre", "metres", "米");
    scaled(
        "length", 1000, 1, "km", "kilometer", "kilometers", "kilometre", "kilometres", "千米", "公里");
    scaled("foot", 1, 12, "inch", "inches");
    scaled("foot", 1, 1, "ft", "foot", "feet");
    scaled("foot", 3, 1, "yd", "yard", "yards");
    scaled("foot", 5280, 1, "mi", "mile", "miles");
    scaled("mass", 1, 1000, "mg", "milligram", "milligrams");
    scaled("mass", 1, 1, "g", "gram", "grams", "克");
    scaled("mass", 1000, 1, "kg", "kilogram", "kilograms", "kilos", "千克", "公斤");
    scaled("mass", 1_000_000, 1, "tonne", "tonnes", "吨");
    scaled("time", 1, 1, "s", "sec", "secs", "second", "seconds", "秒");
    scaled("time", 60, 1, "min", "mins", "minute", "minutes", "分钟");
    scaled("time", 3600, 1, "h", "hr", "hrs", "hour", "hours", "小时");
    scaled("time", 86400, 1, "day", "days", "天");
    scaled("volume", 1, 1000, "ml", "milliliter", "milliliters", "millilitre", "millilitres", "毫升");
    scaled("volume", 1, 1, "l", "liter", "liters", "litre", "litres", "升");
    scaled("money", 1, 100, "cent", "cents", "¢");
    scaled("money", 1, 1, "dollar", "dollars", "usd");
  }

  private static final Set<String> OTHER =
      Vocabulary.words(
          "unit units square squares cubic sq cu per mph kph kmh pounds pound lb lbs oz ounce",
          "ounces ton tons gallon gallons gal quart quarts pint pints cup cups week weeks month",
          "months year years yr yrs euro euros eur yuan rmb yen rupees rs peso pesos dong",
          "percent pct degree degrees deg kw kwh watt watts joule joules hz newton newtons pa",
          "volts amps mol acre acres hectare hectares ha people persons students children items",
          "times ways points apples pieces sides faces edges vertices cards coins books pages",
          "steps games minutes inches meters solutions pairs papers bins tickets boxes values",
          "numbers triangles digits cookies boys girls men women cm2 km2 pts kj ohm ohms",
          "mhz khz ghz rpm bits bytes kpa mpa kcal");

  private static final String CJK =
      "元角分个個只支本张條条件名人位辆辆架台棵株朵头匹只斤斤两吨克米里升天日年月周时時小秒度岁歳次种種倍页頁块塊千平方立厘毫公分钟钱瓶杯盒箱枚颗粒根圈道题題点點步组組对對双雙套间間座篇首家户所艘班队隊排行列每/万亿円";

  private Units() {}

  private static void scaled(String dimension, long numerator, long denominator, String... names) {
    for (String name : names) {
      SCALED.put(name, new Unit(dimension, Rational.of(numerator, denominator)));
    }
  }

  /** Whether a lower-case word is a unit; single letters are not, they are variables first. */
  static boolean isUnit(String word) {
    return word.length() > 1 && (SCALED.containsKey(word) || OTHER.contains(word));
  }

  /**
   * A unit with a known size, by its name in lower case, or null: "cm", "cm^2", "square meters",
   * "km/h" and "meters per second", but not products of units.
   */
  static Unit scaled(String name) {
    Unit known = SCALED.get(name);
    if (known != null || name.length() > 40) {
      return known;
    }
    int slash = name.indexOf('/');
    if (slash > 0) {
      return over(name.substring(0, slash), name.substring(slash + 1));
    }
    int per = name.indexOf(" per ");
    if (per > 0) {
      return over(name.substring(0, per), name.substring(per + 5));
    }
    if (name.endsWith("^2") || name.endsWith("^3")) {
      return powered(name.substring(0, name.length() - 2), name.charAt(name.length() - 1) - '0');
    }
    int space = name.indexOf(' ');
    return switch (space < 0 ? "" : name.substring(0, space)) {
      case "square", "sq" -> powered(name.substring(space + 1), 2);
      case "cubic", "cu" -> powered(name.substring(space + 1), 3);
      default -> null;
    };
  }

  private static Unit over(String top, String bottom) {
    Unit one = scaled(top);
    Unit other = SCALED.get(bottom);
    return one == null || other == null ? null : one.per(other);
  }

  private static Unit powered(String name, int exponent) {
    Unit unit = SCALED.get(name);
    return unit == null ? null : unit.power(exponent);
  }

  /**
   * A unit as it is set upright after a number, in lower case: "m/s", "cm^2", "N"; null when any
   * part of it is none.
   */
  static String written(String text) {
    if (text.length() > 24) {
      return null;
    }
    int i = 0;
    while (i < text.length()) {
      int j = i;
      while (j < text.length() && Chars.isAsciiLetter(text.charAt(j))) {
        j++;
      }
      String name = text.substring(i, j);
      boolean known =
          name.length() == 1
              ? isUprightUnit(name)
              : SCALED.containsKey(name.toLowerCase(java.util.Locale.ROOT))
                  || OTHER.contains(name.toLowerCase(java.util.Locale.ROOT));
      if (!known) {
        return null;
      }
      if (j + 1 < text.length() && text.charAt(j) == '^' && Chars.isDigit(text.charAt(j + 1))) {
        j += 2;
      }
      if (j < text.length() && "/ ".indexOf(text.charAt(j)) < 0) {
        return null;
      }
      i = j + 1;
    }
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  /** A single letter that may be a unit directly after a number. */
  static boolean isLetterUnit(String name) {
    return name.length() == 1 && "mgshL".indexOf(name.charAt(0)) >= 0;
  }

  /** A single letter that is a unit when it is set upright, as units are. */
  static boolean isUprightUnit(String name) {
    return name.length() == 1 && "mgshLNJVWKAFCT".indexOf(name.charAt(0)) >= 0;
  }

  /** Whether unspaced letters are a unit or a counter: every letter is of one. */
  static boolean isCjkUnit(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (CJK.indexOf(word.charAt(i)) < 0) {
        return false;
      }
    }
    return !word.isEmpty() && word.length() <= 6;
  }
}
