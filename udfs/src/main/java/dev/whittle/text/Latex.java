// SPDX-License-Identifier: Apache-2.0
package dev.whittle.text;

import java.util.HashMap;
import java.util.Map;

/** What LaTeX commands, environments and Unicode symbols mean for the canonical form. */
final class Latex {
  /** What to do with a command. */
  enum Action {
    /** Layout: nothing is left of it. */
    DROP,
    /** A delimiter's size: dropped, and an empty delimiter after it ({@code \left.}) too. */
    DROP_DELIMITER,
    /** Layout with an argument, dropped with it. */
    DROP_ARGUMENT,
    /** Markup around text or letters: the command and its braces are dropped, the inside stays. */
    UNWRAP,
    /** The parenthesised modulus. */
    PMOD,
    /** A token in its canonical spelling. */
    TOKEN,
    /** A token that takes one argument, braced or not. */
    ONE_ARGUMENT,
    /** A token that takes two arguments, braced or not. */
    TWO_ARGUMENTS,
    /** A function written as a word. */
    WORD,
    /** Degrees, as {@code ^\circ} writes them. */
    DEGREE,
    /** A colon. */
    COLON,
    BEGIN,
    END
  }

  /** A command's action and its canonical spelling. */
  record Command(Action action, String token) {}

  private static final Map<String, Command> COMMANDS = new HashMap<>();

  // By character: every letter beyond ASCII is looked up, in each pass over the statements.
  private static final String[] SYMBOLS = new String[Character.MAX_VALUE + 1];
  private static final String[] BEFORE_NFKC = new String[Character.MAX_VALUE + 1];

  private static final Map<String, String> ENVIRONMENTS = new HashMap<>();

  static {
    all(
        Action.DROP,
        "displaystyle textstyle scriptstyle limits nolimits quad qquad thinspace medspace"
            + " thickspace negthinspace enspace hfill hfil newline par noindent indent centering"
            + " rm bf it sf tt cal em sl item nonumber notag hline medskip bigskip smallskip"
            + " allowbreak nobreak linebreak break boldmath normalsize small large Large huge tiny"
            + " footnotesize strut mathstrut leavevmode displaybreak pagebreak nobreakspace relax"
            + " protect null mathop mathrel mathbin mathord mathopen mathclose mathpunct"
            + " mathinner space n r");
    all(
        Action.DROP_DELIMITER,
        "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm");
    all(
        Action.DROP_ARGUMENT,
        "hspace vspace phantom vphantom hphantom color label tag includegraphics vskip hskip"
            + " footnote cline");
    all(
        Action.UNWRAP,
        "text textbf textit textrm textsf texttt textnormal textsc textup textmd emph mathrm"
            + " mathbf mathit mathsf mathtt mathnormal mbox hbox fbox operatorname boldsymbol bm"
            + " pmb boxed ensuremath underline smash");
    all(
        Action.WORD,
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp gcd lcm"
            + " max min lim sup inf det dim ker deg arg mod hom");
    COMMANDS.put("bmod", new Command(Action.WORD, "mod"));
    COMMANDS.put("tg", new Command(Action.WORD, "tan"));
    COMMANDS.put("ctg", new Command(Action.WORD, "cot"));
    COMMANDS.put("pmod", new Command(Action.PMOD, "mod"));
    COMMANDS.put("pod", new Command(Action.PMOD, "mod"));
    for (String name : "frac dfrac tfrac cfrac sfrac".split(" ")) {
      COMMANDS.put(name, new Command(Action.TWO_ARGUMENTS, "\\frac"));
    }
    for (String name : "binom dbinom tbinom".split(" ")) {
      COMMANDS.put(name, new Command(Action.TWO_ARGUMENTS, "\\binom"));
    }
    COMMANDS.put("begin", new Command(Action.BEGIN, ""));
    COMMANDS.put("end", new Command(Action.END, ""));
    alias("\\le", "le leq leqslant leqq");
    alias("\\ge", "ge geq geqslant geqq");
    alias("\\ne", "ne neq");
    alias("\\ldots", "ldots dots cdots dotsc dotsb dotsm dotso mathellipsis");
    alias("\\to", "to rightarrow longrightarrow mapsto longmapsto");
    alias("\\Rightarrow", "Rightarrow implies Longrightarrow");
    alias("\\Leftrightarrow", "Leftrightarrow iff Longleftrightarrow");
    alias("\\emptyset", "emptyset varnothing");
    alias("\\epsilon", "epsilon varepsilon");
    alias("\\phi", "phi varphi");
    alias("\\theta", "theta vartheta");
    alias("\\rho", "rho varrho");
    alias("\\triangle", "triangle bigtriangleup");
    alias("\\wedge", "wedge land");
    alias("\\vee", "vee lor");
    alias("\\neg", "neg lnot");
    alias("\\in", "in isin");
    alias("\\parallel", "parallel");
    alias("\\perp", "perp bot");
    one("\\overline", "overline bar");
    one("\\overrightarrow", "overrightarrow vec");
    one("\\widehat", "widehat hat");
    one("\\mathbb", "mathbb Bbb");
    one("\\mathcal", "mathcal mathscr");
    one("\\mathfrak", "mathfrak");
    one("\\sqrt", "sqrt");
    alias("\\|", "Vert lVert rVert");
    alias("\\{", "lbrace");
    alias("\\}", "rbrace");
    alias("[", "lbrack");
    alias("]", "rbrack");
    alias("|", "mid vert lvert rvert");
    alias("<", "lt");
    alias(">", "gt");
    alias("*", "ast");
    alias("%", "percent");
    all(Action.DEGREE, "degree");
    all(Action.COLON, "colon");
    all(Action.DROP, "dollar lq rq");
    for (String name :
        ("nabla nu not notin neg nmid nless ngtr nleq ngeq ni natural nearrow nwarrow nsubseteq"
                + " ncong nparallel nsim nexists nrightarrow newcommand nolinebreak")
            .split(" ")) {
      COMMANDS.putIfAbsent(name, new Command(Action.TOKEN, "\\" + name));
    }

    pair("\u00d7", "\\times");
    pair("\u00f7", "\\div");
    pair("\u2215", "/");
    pair("\u2044", "/");
    pair("\u00b1", "\\pm");
    pair("\u2213", "\\mp");
    pair("\u00b7\u22c5\u2219\u2022\u30fb", "\\cdot");
    pair("\u2212\ufe63", "-");
    pair("\u2264\u2a7d\u2266", "\\le");
    pair("\u2265\u2a7e\u2267", "\\ge");
    pair("\u2260", "\\ne");
    pair("\u2248", "\\approx");
    pair("\u2261", "\\equiv");
    pair("\u2245", "\\cong");
    pair("\u223c", "\\sim");
    pair("\u221d", "\\propto");
    pair("\u221e", "\\infty");
    pair("\u2211", "\\sum");
    pair("\u220f", "\\prod");
    pair("\u222b", "\\int");
    pair("\u2202", "\\partial");
    pair("\u2207", "\\nabla");
    pair("\u2208", "\\in");
    pair("\u2209", "\\notin");
    pair("\u2282", "\\subset");
    pair("\u2286", "\\subseteq");
    pair("\u2283", "\\supset");
    pair("\u2287", "\\supseteq");
    pair("\u222a", "\\cup");
    pair("\u2229", "\\cap");
    pair("\u2205", "\\emptyset");
    pair("\u2200", "\\forall");
    pair("\u2203", "\\exists");
    pair("\u00ac", "\\neg");
    pair("\u2227", "\\wedge");
    pair("\u2228", "\\vee");
    pair("\u2295", "\\oplus");
    pair("\u2297", "\\otimes");
    pair("\u22a5\u27c2", "\\perp");
    pair("\u2225", "\\parallel");
    pair("\u2220", "\\angle");
    pair("\u25b3\u2206", "\\triangle");
    pair("\u2299", "\\odot");
    pair("\u2192", "\\to");
    pair("\u21d2", "\\Rightarrow");
    pair("\u21d4", "\\Leftrightarrow");
    pair("\u230a", "\\lfloor");
    pair("\u230b", "\\rfloor");
    pair("\u2308", "\\lceil");
    pair("\u2309", "\\rceil");
    pair("\u2236\ua789", ":");
    pair("\u2223", "|");
    pair("\u2016", "\\|");
    pair("\u2032\u2019\u02bc", "'");
    pair("\u3001\u060c", ",");
    pair("\u2026\u22ef", "\\ldots");
    pair("\u2105", "%");
    String greek =
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
            + " sigma sigma tau upsilon phi chi psi omega";
    String[] names = greek.split(" ");
    for (int i = 0; i < names.length; i++) {
      SYMBOLS[0x3b1 + i] = "\\" + names[i];
      String upper = Character.toUpperCase(names[i].charAt(0)) + names[i].substring(1);
      if (i != 17) {
        SYMBOLS[0x391 + i] = "\\" + upper;
      }
    }
    pair("\u221a", "\\sqrt");

    // What NFKC would turn into other mathematics: x^2 into x2, two and a half into 21/2.
    String superscripts = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    for (int i = 0; i < 10; i++) {
      BEFORE_NFKC[superscripts.charAt(i)] = "^" + i;
      BEFORE_NFKC[0x2080 + i] = "_" + i;
    }
    before('\u207a', "^+");
    before('\u207b', "^-");
    before('\u207f', "^n");
    before('\u2071', "^i");
    before('\u02e3', "^x");
    before('\u2093', "_x");
    before('\u2099', "_n");
    before('\u00bd', " \\frac{1}{2} ");
    before('\u00bc', " \\frac{1}{4} ");
    before('\u00be', " \\frac{3}{4} ");
    before('\u2153', " \\frac{1}{3} ");
    before('\u2154', " \\frac{2}{3} ");
    before('\u215b', " \\frac{1}{8} ");
    before('\u215c', " \\frac{3}{8} ");
    before('\u215d', " \\frac{5}{8} ");
    before('\u215e', " \\frac{7}{8} ");
    before('\u2155', " \\frac{1}{5} ");
    before('\u2156', " \\frac{2}{5} ");
    before('\u2157', " \\frac{3}{5} ");
    before('\u2158', " \\frac{4}{5} ");
    before('\u2159', " \\frac{1}{6} ");
    before('\u215a', " \\frac{5}{6} ");
    before('\u211d', "\\mathbb{R}");
    before('\u2115', "\\mathbb{N}");
    before('\u2124', "\\mathbb{Z}");
    before('\u211a', "\\mathbb{Q}");
    before('\u2102', "\\mathbb{C}");
    before('\u2119', "\\mathbb{P}");
    before('\u33a1', " m^2 ");
    before('\u33a5', " m^3 ");
    before('\u33a0', " cm^2 ");
    before('\u33a4', " cm^3 ");
    before('\u33a2', " km^2 ");
    before('\u00b0', "^\\circ ");
    before('\u00ba', "^\\circ ");
    before('\u2103', "^\\circ C");
    before('\u2109', "^\\circ F");
    before('\u2260', "\\ne ");
    before('\u2209', "\\notin ");
    before('\u2033', "''");
    before('\u2026', "\\ldots ");

    // Layout only: nothing of them but their rows.
    for (String name :
        ("align aligned alignat alignedat equation gather gathered center eqnarray displaymath math"
                + " multline split flushleft flushright document enumerate itemize minipage figure"
                + " subequations problem")
            .split(" ")) {
      ENVIRONMENTS.put(name, "");
    }
    ENVIRONMENTS.put("array", "matrix");
    ENVIRONMENTS.put("tabular", "matrix");
    ENVIRONMENTS.put("smallmatrix", "matrix");
    ENVIRONMENTS.put("dcases", "cases");
  }

  private Latex() {}

  /** The command's meaning; one that is not listed is a token of its own, spelt as it is. */
  static Command command(String name) {
    Command known = COMMANDS.get(name);
    return known != null ? known : new Command(Action.TOKEN, "\\" + name);
  }

  static boolean isListed(String name) {
    return COMMANDS.containsKey(name);
  }

  /** LaTeX for a Unicode symbol or Greek letter; null if it has none. */
  static String symbol(char c) {
    return SYMBOLS[c];
  }

  /** What to write for a character that NFKC would spoil; null if it would not. */
  static String beforeNfkc(char c) {
    return BEFORE_NFKC[c];
  }

  /** The environment's canonical name, empty if it is layout only. */
  static String environment(String name) {
    String plain = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
    return ENVIRONMENTS.getOrDefault(plain, plain);
  }

  /** Whether {@code \begin{name}} is followed by a description of columns. */
  static boolean hasColumns(String name) {
    return name.equals("array") || name.equals("tabular");
  }

  private static void all(Action action, String names) {
    for (String name : names.split(" ")) {
      COMMANDS.put(name, new Command(action, name));
    }
  }

  private static void alias(String token, String names) {
    for (String name : names.split(" ")) {
      COMMANDS.put(name, new Command(Action.TOKEN, token));
    }
  }

  private static void one(String token, String names) {
    for (String name : names.split(" ")) {
      COMMANDS.put(name, new Command(Action.ONE_ARGUMENT, token));
    }
  }

  private static void pair(String characters, String latex) {
    for (int i = 0; i < characters.length(); i++) {
      SYMBOLS[characters.charAt(i)] = latex;
    }
  }

  private static void before(char c, String latex) {
    BEFORE_NFKC[c] = latex;
  }
}
