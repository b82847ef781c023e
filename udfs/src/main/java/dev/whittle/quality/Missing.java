// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import dev.whittle.quality.QualityPolicy.Drawings;
import java.util.Optional;

/** Statements that refer to something that is not there: a picture, another text, a page. */
final class Missing {
  /** A place where a picture stood: no words can make up for it. */
  private static final String[] IMAGE_MARKS = {
    "\\includegraphics", "<img", "<image", "\\epsfig", "[图片]"
  };

  /**
   * Links to pictures: they point at one, as words do. As links they are {@link #link}'s matter.
   */
  private static final String[] IMAGE_LINKS = {"![", "[img", "[image]"};

  /** Phrases that point at a picture. */
  private static final String[] PICTURE = {
    "in the figure",
    "figure below",
    "figure above",
    "figure shows",
    "figure shown",
    "following figure",
    "figure at the right",
    "figure at right",
    "figure to the right",
    "figure on the right",
    "figure on the left",
    "figure at the left",
    "accompanying figure",
    "adjoining figure",
    "in this figure",
    "in figure",
    "the figures below",
    "figures shown",
    "in the diagram",
    "the diagram",
    "diagram below",
    "diagram above",
    "diagram shows",
    "following diagram",
    "diagram shown",
    "this diagram",
    "diagrams below",
    "accompanying diagram",
    "in the picture",
    "picture below",
    "picture shows",
    "picture above",
    "following picture",
    "the drawing below",
    "illustration below",
    "in the illustration",
    "as illustrated",
    "illustrated below",
    "graph below",
    "graphs below",
    "graph shown",
    "graph shows",
    "graph above",
    "following graph shows",
    "graph is shown",
    "is graphed below",
    "the image below",
    "image shows",
    "in the image",
    "pictured below",
    "pictured above",
    "as pictured",
    "shown in the figure",
    "shown in figure",
    "shown in the picture",
    "shown in the graph",
    "sketch below",
    "number line below",
    "number line shown",
    "grid below",
    "spinner shown",
    "chart below",
    "chart shows",
    "map below",
    "as shown",
    "shown here",
    "shown at the right",
    "shown to the right",
    "shown on the right",
    "shown at right",
    "shown at left",
    "triangle shown",
    "square shown",
    "rectangle shown",
    "circle shown",
    "polygon shown",
    "quadrilateral shown",
    "triangle below",
    "circle below",
    "squares shown",
    "circles shown"
  };

  /** One of these stands in every phrase of {@link #PICTURE}: asked first, since it is cheap. */
  private static final String[] PICTURE_HINTS = {
    "figure", "diagram", "picture", "illustrat", "graph", "image", "shown", "below", "chart shows"
  };

  /** What gives in text what a picture would: then "as shown" refers to it. */
  private static final String[] INSTEAD = {
    "\\begin{tabular",
    "\\begin{array",
    "\\begin{matrix",
    "\\begin{center",
    "\\begin{align",
    "\\begin{pmatrix",
    "\\begin{bmatrix",
    "\\begin{vmatrix",
    "\\begin{picture",
    "<table",
    "|---",
    "| ---",
    "|:-",
    "| :-",
    "```",
    "\\hline",
    "\\cline",
    "\\multicolumn",
    "\\begin{cases"
  };

  /** Phrases that point at what follows in the text as often as at a picture. */
  private static final String[] WEAK = {"as shown", "shown here", "chart below", "chart shows"};

  private static final String[] CONTEXT = {
    "as in the previous problem",
    "from the previous problem",
    "of the previous problem",
    "to the previous problem",
    "the previous exercise",
    "the preceding exercise",
    "from the previous part",
    "from the previous question",
    "answer to the previous",
    "the preceding problem",
    "passage below",
    "passage above",
    "see example",
    "see exercise",
    "see section",
    "see chapter",
    "refer to exercise",
    "refer to problem",
    "in exercise",
    "of exercise",
    "in example",
    "from example",
    "from exercise",
    "of example",
    "the article above"
  };

  /** One of these stands in every phrase of {@link #CONTEXT}: asked first, since it is cheap. */
  private static final String[] CONTEXT_HINTS = {
    "previous", "preceding", "passage", "see ", "refer to", "exercise", "example", "article"
  };

  private Missing() {}

  /** A picture that the text refers to and does not hold. */
  static Optional<Finding> image(Statement statement, Drawings drawings) {
    if (statement.lostDrawing() != null) {
      return found(Rule.NEEDS_IMAGE, statement.lostDrawing() + " without its source");
    }
    if (statement.drawings() > 0 && drawings == Drawings.REJECT) {
      return found(Rule.NEEDS_IMAGE, "drawing given as source");
    }
    String plain = statement.plain();
    for (String mark : IMAGE_MARKS) {
      if (plain.contains(mark)) {
        return found(Rule.NEEDS_IMAGE, mark);
      }
    }
    if (statement.drawings() > 0) {
      return Optional.empty();
    }
    String pointer = pointer(statement, plain);
    String gap =
        pointer == null ? null : Pictures.gap(statement.prose(), plain, statement.answer());
    return gap == null
        ? Optional.empty()
        : found(Rule.NEEDS_IMAGE, pointer.equals(gap) ? pointer : pointer + ": " + gap);
  }

  /** The words that point at a picture, unless a table stands for it; null without. */
  private static String pointer(Statement statement, String plain) {
    String link = Phrases.firstMark(plain, IMAGE_LINKS);
    if (link != null) {
      return link;
    }
    String chinese = chinese(plain);
    boolean hint = Phrases.contains(plain, PICTURE_HINTS);
    if (!hint && chinese == null) {
      return null;
    }
    if (Phrases.contains(plain, INSTEAD) || statement.prose().contains("\n|")) {
      return null;
    }
    String seen = hint ? Phrases.first(plain, PICTURE) : null;
    return seen != null && !(weak(seen) && followed(plain, seen)) ? seen : chinese;
  }

  private static boolean weak(String phrase) {
    for (String weak : WEAK) {
      if (phrase.equals(weak)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether what is "as shown" follows at once in the text: a formula on its own line, a list, or a
   * table in words.
   */
  private static boolean followed(String plain, String phrase) {
    int end = Phrases.indexOf(plain, phrase, 0) + phrase.length();
    String rest = plain.substring(end, Math.min(plain.length(), end + 40));
    return rest.contains(":")
        || rest.contains("\\[")
        || rest.contains("$$")
        || rest.contains("table")
        || rest.contains("：");
  }

  /** Chinese ways to point at a picture, without the words that merely contain the character. */
  private static String chinese(String plain) {
    int at = plain.indexOf('图');
    while (at >= 0) {
      char before = before(plain, at);
      char after = after(plain, at);
      // 图书 are books, 图图 is a child's name.
      boolean other = after == '书' || after == '图' || before == '图';
      if (!other && "如下右左看见".indexOf(before) >= 0) {
        return before + "图";
      }
      // "In the map" and "in the pie chart" are said of things that the words describe.
      if (!other && "地计".indexOf(before) < 0 && (after == '中' || after == '示')) {
        return "图" + after;
      }
      if (after == '形' && listed(plain, at)) {
        return "下面图形";
      }
      at = plain.indexOf('图', at + 1);
    }
    return null;
  }

  /** "The following (four) shapes", which are not there. */
  private static boolean listed(String plain, int at) {
    String head = plain.substring(Math.max(0, at - 10), at);
    return head.contains("下面") || head.contains("下列");
  }

  private static char before(String text, int at) {
    int i = at - 1;
    while (i >= 0 && text.charAt(i) == ' ') {
      i--;
    }
    return i < 0 ? ' ' : text.charAt(i);
  }

  private static char after(String text, int at) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i == text.length() ? ' ' : text.charAt(i);
  }

  /** Another text that the statement refers to. */
  static Optional<Finding> context(Statement statement) {
    String plain = statement.plain();
    if (!Phrases.contains(plain, CONTEXT_HINTS)) {
      return Optional.empty();
    }
    for (String phrase : CONTEXT) {
      int at = Phrases.indexOf(plain, phrase, 0);
      if (at >= 0 && (!numbered(phrase) || numberFollows(plain, at + phrase.length()))) {
        return found(Rule.NEEDS_CONTEXT, phrase);
      }
    }
    return Optional.empty();
  }

  /** "In example" needs a number to be a reference. */
  private static boolean numbered(String phrase) {
    return phrase.endsWith("example") || phrase.endsWith("exercise");
  }

  private static boolean numberFollows(String text, int at) {
    int i = at;
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '$')) {
      i++;
    }
    return i < text.length() && Phrases.digit(text.charAt(i));
  }

  /** A link to a page, or to a picture that the words can do without. */
  static Optional<Finding> link(Statement statement) {
    String plain = statement.plain();
    for (String mark : new String[] {"http://", "https://", "[url", "![", "[img"}) {
      if (plain.contains(mark)) {
        return found(Rule.HYPERLINK, mark);
      }
    }
    // A name follows, and no letter stands before: "letters picked from wwww." is no link.
    int at = Phrases.indexOf(plain, "www.", 0);
    if (at >= 0 && at + 4 < plain.length() && Phrases.latin(plain.charAt(at + 4))) {
      return found(Rule.HYPERLINK, "www.");
    }
    return Optional.empty();
  }

  private static Optional<Finding> found(Rule rule, String evidence) {
    return Optional.of(new Finding(rule, evidence));
  }
}
