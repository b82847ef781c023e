// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

/**
 * Whether a statement that points at a picture can be followed without it.
 *
 * <p>Most contest problems that say "as shown" describe all that the picture shows: the picture is
 * a service to the reader. So pointing is not enough; one of these must be seen besides: a part
 * that only a picture can give (the shaded one, the one with the question mark), a thing named by
 * the picture alone (the graph below), a layout that the words leave to it (arranged as shown), a
 * letter that is asked for and stands nowhere else, names of points that nothing tells of, or no
 * data at all.
 */
final class Pictures {
  /** The thing itself is in the picture: no words stand for it. */
  private static final String[] THINGS = {
    "graph below",
    "graphs below",
    "graph shown",
    "graph shows",
    "graph above",
    "following graph shows",
    "graph is shown",
    "is graphed below",
    "the image below",
    "spinner shown",
    "spinner below",
    "number line below",
    "number line shown",
    "grid below",
    "the grid shown",
    "chart below",
    "chart shows",
    "figures below",
    "figures shown",
    "figure shown",
    "figure is shown",
    "triangle shown",
    "square shown",
    "rectangle shown",
    "circle shown",
    "polygon shown",
    "quadrilateral shown",
    "triangle below",
    "circle below",
    "see the diagram",
    "see the figure",
    "graph paper",
    "figure below was",
    "diagram below contains",
    "cells in the picture",
    "shown in the illustration",
    "sketch below",
    "following figures",
    "how many triangles are in",
    "how many squares are in",
    "how many rectangles are in",
    "are in the figure",
    "are there in the figure",
    "are in this figure",
    "are there in the diagram",
    "are there in the picture",
    "下图",
    "右图",
    "左图",
    "下面图形",
    "图中有",
    "图中的",
    "看图",
    "图中共",
  };

  /** Parts that words cannot point at. */
  private static final String[] PARTS = {
    "shaded",
    "unshaded",
    "shading",
    "gray",
    "grey",
    "blackened",
    "black part",
    "black region",
    "black area",
    "white part",
    "white region",
    "white area",
    "darkened",
    "dark region",
    "colored region",
    "coloured region",
    "dotted",
    "dashed",
    "bold",
    "question mark",
    "arrow",
    "arrows",
    "marked",
    "labeled",
    "labelled",
    "letters represent",
    "阴影",
    "空白部分",
    "箭头",
    "方框",
    "标有",
    "问号",
  };

  /** A layout that is left to the picture, said just before "as shown". */
  private static final String[] LAYOUTS = {
    "arranged",
    "positioned",
    "overlaid",
    "placed",
    "connected",
    "joined",
    "attached",
    "glued",
    "stacked",
    "overlap",
    "overlapping",
    "numbered",
    "divided",
    "dissected",
    "put together",
    "tiled",
  };

  /** The same, where nothing may stand between: "colored as shown". */
  private static final String[] LAYOUTS_AT_ONCE = {
    "colored as shown", "coloured as shown", "labeled as shown", "drawn as shown"
  };

  /** Words that say which part is meant. */
  private static final String[] TOLD = {
    "bounded by", "that is outside", "that is inside", "that lies", "which lies"
  };

  /** Words of a sentence that asks, or that says what is asked about. */
  private static final String[] ASKED = {
    "what",
    "find",
    "area",
    "perimeter",
    "how",
    "fraction",
    "probability",
    "percent",
    "ratio",
    "calculate",
    "determine",
    "compute",
    "sum",
    "面积",
    "周长",
    "求",
    "多少"
  };

  /** From this length on, a statement without numbers is taken to describe what it asks. */
  private static final int DESCRIPTION = 120;

  private static final String[] NUMBERS = {
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half", "twice",
    "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "半"
  };

  private static final String[] ASKS = {
    "value of", "values of", "what is", "find", "determine", "compute", "calculate", "求", "则"
  };

  /** Names of points that stand once each, from this many on ... */
  private static final int LONELY = 5;

  /** ... and this share of all names, leave the picture to tell what they name. */
  private static final double LONELY_SHARE = 0.6;

  private Pictures() {}

  /**
   * Why the words alone will not do, in a few words; null when they do.
   *
   * @param prose the statement as it is written
   * @param plain the same, flat and in lower case
   * @param answer the final answer
   */
  static String gap(String prose, String plain, String answer) {
    String thing = Phrases.first(plain, THINGS);
    if (thing != null) {
      return thing;
    }
    String part = Phrases.first(plain, PARTS);
    if (part != null && !told(plain, part)) {
      return part;
    }
    String layout = layout(plain);
    if (layout != null) {
      return layout + " as shown";
    }
    int[] counts = letters(prose);
    char asked = unknownAsked(prose, plain, counts);
    if (asked != 0) {
      return asked + " is asked for and told nowhere";
    }
    if (answer.length() == 1 && answer.charAt(0) >= 'A' && answer.charAt(0) <= 'Z') {
      if (counts[answer.charAt(0)] == 0) {
        return "the answer names a part of the picture";
      }
    }
    int names = 0;
    int lonely = 0;
    for (char c = 'A'; c <= 'Z'; c++) {
      names += counts[c] > 0 ? 1 : 0;
      lonely += counts[c] == 1 ? 1 : 0;
    }
    if (lonely >= LONELY && lonely >= LONELY_SHARE * names) {
      return lonely + " names told only by the picture";
    }
    return names == 0 && plain.length() < DESCRIPTION && dataless(plain)
        ? "hardly any data in words"
        : null;
  }

  /**
   * Whether words say which part it is ("the shaded region, which is bounded by BD and BE"), or no
   * sentence asks about it.
   */
  private static boolean told(String plain, String part) {
    for (int at = Phrases.indexOf(plain, part, 0);
        at >= 0;
        at = Phrases.indexOf(plain, part, at + 1)) {
      int start = Math.max(plain.lastIndexOf(". ", at), plain.lastIndexOf("? ", at)) + 1;
      int end = plain.indexOf(". ", at);
      String sentence = plain.substring(start, end < 0 ? plain.length() : end);
      if (Phrases.contains(sentence, ASKED) && !Phrases.contains(sentence, TOLD)) {
        return false;
      }
    }
    return true;
  }

  /** "Arranged as shown", "divided into five rectangles as shown": in one sentence, close by. */
  private static String layout(String plain) {
    String atOnce = Phrases.first(plain, LAYOUTS_AT_ONCE);
    if (atOnce != null) {
      return atOnce.substring(0, atOnce.indexOf(' '));
    }
    int at = plain.indexOf("shown");
    while (at >= 0) {
      int start = Math.max(0, at - 60);
      for (int i = at - 1; i >= start; i--) {
        char c = plain.charAt(i);
        if (c == '.' || c == ';' || c == ',' || c == '(' || c == '?') {
          start = i + 1;
          break;
        }
      }
      String clause = plain.substring(start, at);
      // A grid of m by n is told.
      if (!clause.contains(" by ") && !clause.contains("times") && !clause.contains("congruent")) {
        String verb = Phrases.first(clause, LAYOUTS);
        if (verb != null) {
          return verb;
        }
      }
      at = plain.indexOf("shown", at + 1);
    }
    return null;
  }

  /**
   * How often each letter stands as a name: alone, or in a run of at most six capitals, such as
   * ABCD.
   */
  private static int[] letters(String prose) {
    int[] counts = new int[128];
    int i = 0;
    while (i < prose.length()) {
      char c = prose.charAt(i);
      int start = i;
      if (c == '\\') {
        i++;
        while (i < prose.length() && Phrases.latin(prose.charAt(i))) {
          i++;
        }
      } else if (Phrases.latin(c)) {
        boolean capitals = true;
        while (i < prose.length() && Phrases.latin(prose.charAt(i))) {
          capitals &= prose.charAt(i) >= 'A' && prose.charAt(i) <= 'Z';
          i++;
        }
        int length = i - start;
        boolean article = length == 1 && (c == 'a' || c == 'A') && article(prose, start, i);
        if ((length == 1 || (capitals && length <= 6)) && !article) {
          for (int j = start; j < i; j++) {
            if (prose.charAt(j) < 128) {
              // A polygon of five corners or more is named by all of them: that tells where they
              // are.
              counts[prose.charAt(j)] += length > 4 ? 2 : 1;
            }
          }
        }
      } else {
        i++;
      }
    }
    return counts;
  }

  /** The word a: a word of at least two letters follows behind one space. */
  private static boolean article(String prose, int start, int end) {
    return (start == 0 || prose.charAt(start - 1) == ' ' || prose.charAt(start - 1) == '\n')
        && end + 2 < prose.length()
        && prose.charAt(end) == ' '
        && Phrases.latin(prose.charAt(end + 1))
        && Phrases.latin(prose.charAt(end + 2));
  }

  /** A letter of the expression that is asked for which stands nowhere else; 0 if there is none. */
  private static char unknownAsked(String prose, String plain, int[] counts) {
    if (!Phrases.contains(plain, ASKS)) {
      return 0;
    }
    for (String ask : ASKS) {
      for (int at = indexOf(prose, ask, 0); at >= 0; at = indexOf(prose, ask, at + 1)) {
        int i = at + ask.length();
        while (i < prose.length() && (prose.charAt(i) == ' ' || prose.charAt(i) == '\n')) {
          i++;
        }
        int end = expression(prose, i);
        // Longer ones describe what they ask for.
        if (end > i && end - i <= 24) {
          int[] inside = letters(prose.substring(i, end));
          for (char c = 'A'; c <= 'z'; c++) {
            if (inside[c] == 1 && counts[c] == 1 && c != 'e' && c != 'i') {
              return c;
            }
          }
        }
      }
    }
    return 0;
  }

  /** The end of the formula in dollars or \( \) that begins here; the start when there is none. */
  private static int expression(String prose, int start) {
    if (prose.startsWith("$", start)) {
      int end = prose.indexOf('$', start + 1);
      return end < 0 ? start : end;
    }
    if (prose.startsWith("\\(", start)) {
      int end = prose.indexOf("\\)", start);
      return end < 0 ? start : end;
    }
    return start;
  }

  private static int indexOf(String prose, String ask, int from) {
    for (int at = from; at + ask.length() <= prose.length(); at++) {
      if (prose.regionMatches(true, at, ask, 0, ask.length())) {
        return at;
      }
    }
    return -1;
  }

  /** Fewer than two numbers, in digits or in words: one may only number the thing. */
  private static boolean dataless(String plain) {
    int numbers = 0;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean digit = Phrases.digit(c) || (c >= '０' && c <= '９');
      boolean goesOn = i > 0 && Character.isDigit(plain.charAt(i - 1));
      numbers += digit && !goesOn ? 1 : 0;
    }
    for (String number : NUMBERS) {
      numbers += Phrases.indexOf(plain, number, 0) >= 0 ? 1 : 0;
    }
    return numbers < 2;
  }
}
