// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whittle.quality.QualityPolicy.Drawings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class QualityRulesTest {
  private static final QualityRules RULES = rules(EnumSet.allOf(Rule.class), Drawings.KEEP);

  private static QualityRules rules(Set<Rule> asked, Drawings drawings) {
    return new QualityRules(
        new QualityPolicy(
            asked,
            5,
            6_000,
            8,
            drawings,
            List.of("en", "zh"),
            answer -> !answer.startsWith("because")));
  }

  private static List<Rule> broken(String problem, String answer) {
    return RULES.check(problem, answer, null).findings().stream().map(Finding::rule).toList();
  }

  private static void sound(String problem, String answer) {
    assertThat(RULES.check(problem, answer, null).findings()).isEmpty();
  }

  private static void breaks(Rule rule, String problem, String answer) {
    assertThat(broken(problem, answer)).contains(rule);
  }

  @Test
  void keepsSoundProblemsOfManyKinds() {
    sound("Let $x$ be the root of $2x+1=7$. Find $x$.", "3");
    sound("Simplify $-10-4(n-5)$.", "10-4n");
    sound("How much does Ann pay for 3 pens at $ 2 and 1 book at 5$?", "11");
    sound("小明有５本书，又买了３本，现在有多少本？", "8");
    sound("Let $f(a)=3$ and $f(b)=5$. Find $f(a)+f(b)$.", "8");
    sound(
        "Write \\[x=\\left\\{\\begin{array}{l}1\\\\2\\end{array}\\right.\\] What is the sum?", "3");
  }

  @Test
  void findsLettersLostOnTheWay() {
    breaks(Rule.ENCODING_DAMAGE, "What is $\frac{1}{2}+\frac{1}{3}$?", "5/6");
    breaks(Rule.ENCODING_DAMAGE, "What is $3\times 4 + 5$?", "17");
    breaks(Rule.ENCODING_DAMAGE, "What is the r\ufffdot of 16 here?", "4");
    breaks(Rule.ENCODING_DAMAGE, "Annâ€™s pens cost 3 each. What do 4 cost?", "12");
    breaks(Rule.ENCODING_DAMAGE, "Half a \ud835 letter is here, what is 1+1?", "2");
    sound("Sum 1/3+1/6. The answer is in the form \frac{m}{n}; give $m+n$.", "3");
    sound("The \ffirst number is 1, the next is 2. What is their sum?", "3");
    breaks(Rule.ENCODING_DAMAGE, "小明有锟斤拷3本书，又买了2本，共有多少本？", "5");
    breaks(Rule.ENCODING_DAMAGE, "The angle $\tan x$ is 1. What is $x$ in degrees?", "45");
    breaks(Rule.ENCODING_DAMAGE, "The operation $a \nabla b$ is $a-b$. Find 3 of 1.", "2");
    sound("In\tan hour Ann walks 3 miles. How far in two hours?", "6");
    sound("某圆的面积为 $\frac{m}{n}$ 的形式，请给出 m+n 的值，半径为1。", "4");
    sound("How many\tpens and\tbooks has Ann if 3 are lost of 8?", "5");
  }

  @Test
  void findsMaskedNumbers() {
    breaks(Rule.PLACEHOLDER_NUMBERS, "Bob had number0 pens and lost number1 . How many now ?", "2");
    breaks(Rule.PLACEHOLDER_NUMBERS, "Bob had [NUM] pens and lost 2. How many now?", "2");
    sound("What number 5 times is 35, and is it a lucky number?", "7");
  }

  @Test
  void findsUnwantedLanguages() {
    breaks(
        Rule.UNWANTED_LANGUAGE, "¿Cuál es el valor de la suma de los números que Ana tiene?", "4");
    breaks(Rule.UNWANTED_LANGUAGE, "Найдите сумму всех корней уравнения x+1=2.", "1");
    breaks(Rule.UNWANTED_LANGUAGE, "りんごが３つあります。いくつ残りますか。", "1");
    sound("$x^2+1=5$, $x>0$. $x=?$", "2");
    assertThat(RULES.check("求 x 的值： 2x=4", "2", null).language()).isEqualTo("zh");
  }

  @Test
  void findsStatementsTooShortOrTooLong() {
    breaks(Rule.TOO_SHORT, "48*201", "9648");
    breaks(Rule.TOO_SHORT, null, "1");
    breaks(Rule.TOO_LONG, "Find x. ".repeat(1_000), "1");
  }

  @Test
  void findsLatexThatDoesNotClose() {
    breaks(Rule.BROKEN_LATEX, "Find $\\frac{1}{{{x^2}+2x+1}$ for $x=1$.", "1/4");
    breaks(Rule.BROKEN_LATEX, "Find $x}$ where $x+1=2$ holds.", "1");
    breaks(Rule.BROKEN_LATEX, "Solve $\\begin{cases} x=1 \\\\ y=2$ for $x+y$.", "3");
    breaks(Rule.BROKEN_LATEX, "Find $f\\left(\\frac{1}{2}\\)$ where $f(x)=x$.", "1/2");
    sound("Find the root of $2x=1$. The original answer is in the form $\\frac{m}{n}}$.", "3");
    breaks(Rule.BROKEN_LATEX, "Given \\(a=b+1 and \\(b=2\\), find a.", "3");
    breaks(Rule.BROKEN_LATEX, "Find the length $k." + " Then give $k+m$ when $m$ is one.", "3");
  }

  @Test
  void findsPicturesThatAreNotThere() {
    breaks(Rule.NEEDS_IMAGE, "In the figure below, what is the shaded area?", "4");
    breaks(Rule.NEEDS_IMAGE, "Squares touch as shown. What is the perimeter?", "4");
    breaks(Rule.NEEDS_IMAGE, "Find the area. ![Image](https://x.org/a.png)", "4");
    breaks(Rule.NEEDS_IMAGE, "如图，求阴影部分的面积是多少？", "4");
    breaks(Rule.NEEDS_IMAGE, "Find the area of this. [asy] [/asy] It is a square.", "4");
    breaks(Rule.NEEDS_IMAGE, "Find the area of this. [asy] draw((0,0)--(1,0)", "4");
    sound(
        "Numbers stand in rows as shown below.\n\n| Row 1 | 1 |\n| Row 2 | 2 | 3 |\n\nWhat is next?",
        "4");
    sound("The numbers are as shown: \\[1, 2, 3.\\] What is their sum?", "6");
    sound("如图书馆有5本书，又买3本，共有多少本？", "8");
    sound("图书馆有5本书，又买3本，共有多少本？", "8");
    sound(
        "Find the area in the figure below. [asy] draw((0,0)--(1,0)--(1,1)--cycle); [/asy]", "1/2");
  }

  @Test
  void keepsStatementsWhoseWordsSayAllThatThePictureShows() {
    sound(
        "In the diagram, $AB$ is perpendicular to $BC$ and $AC = 25$. If $AB = 7$, find $BC$.",
        "24");
    sound("A triangle with sides 3, 4 and 5 is folded along its altitude as shown. Its area?", "3");
    sound("如图，在长方形ABCD中，AB=4，BC=3，求AC的长。", "5");
    sound(
        "The shaded region, which is bounded by $BD$ and the arc of radius 2 about $B$ through $D$"
            + " in the figure, has what area when the angle is 90 degrees?",
        "\\pi - 2");
    breaks(Rule.HYPERLINK, "A circle of radius 2 has what area? ![](images/circle-1)", "4\\pi");
  }

  @Test
  void findsWhatOnlyThePictureTells() {
    breaks(Rule.NEEDS_IMAGE, "Five unit squares are arranged as shown. Their perimeter is?", "12");
    breaks(Rule.NEEDS_IMAGE, "The graph below shows the speed. When is it 3?", "2");
    breaks(
        Rule.NEEDS_IMAGE,
        "In the diagram, $AB$ and $CD$ meet at $E$ and $\\angle AEC = 40^\\circ$. Find the value of"
            + " $x$.",
        "40");
    breaks(
        Rule.NEEDS_IMAGE,
        "Squares $GQOP$, $HJNO$ and $RKMN$ stand as shown. Their areas are 10, 90 and 40. Find the"
            + " area of $FIL$.",
        "220.5");
    breaks(Rule.NEEDS_IMAGE, "The diagram shows 5 points on a line. Which is nearest to 2?", "C");
  }

  @Test
  void findsQuestionsOfOtherSubjects() {
    breaks(Rule.NOT_MATHEMATICS, "Who wrote the play about a Danish prince?", "Shakespeare");
    sound("What is seventeen halves of a century in months?", "10200");
    sound("Name the quadrilateral whose diagonals bisect each other.", "parallelogram");
    sound("谁先到达？甲比乙快，乙比丙快两倍。", "甲");
  }

  @Test
  void rejectsDrawingsGivenAsSourceWhereThatIsWanted() {
    String problem = "Find the area. [asy] draw((0,0)--(1,0)--(1,1)--cycle); [/asy]";
    assertThat(
            rules(EnumSet.of(Rule.NEEDS_IMAGE), Drawings.REJECT)
                .check(problem, "1/2", null)
                .findings())
        .hasSize(1);
  }

  @Test
  void findsReferencesToTextsThatAreNotThere() {
    breaks(Rule.NEEDS_CONTEXT, "Circles lie as in the previous problem. Find the area.", "4");
    breaks(Rule.NEEDS_CONTEXT, "Repeat the calculation in Exercise 12 with n = 5.", "4");
    sound("Three letters picked without replacement from wzwww. Give prob of www.", "1/2");
    breaks(Rule.HYPERLINK, "Read www.example.org and say what 1 + 1 is.", "2");
    breaks(Rule.HYPERLINK, "The [root](https://x.org/Root) of 16 is what?", "4");
  }

  @Test
  void findsChoicesAmongOptions() {
    breaks(
        Rule.MULTIPLE_CHOICE,
        "What is 1+1?\n$\\textbf{(A)}\\ 1\\quad\\textbf{(B)}\\ 2\\quad\\textbf{(C)}\\ 3$",
        "2");
    breaks(Rule.MULTIPLE_CHOICE, "What is 1+1?\nA) 1\nB) 2\nC) 3", "2");
    breaks(Rule.MULTIPLE_CHOICE, "What is 1+1?\n\nA. 1\n\nB. 2\n\nC. 3", "B");
    breaks(Rule.MULTIPLE_CHOICE, "the sum is : a ) 1 , b ) 2 , c ) 3", "b");
    breaks(Rule.MULTIPLE_CHOICE, "Which of the following is a square?", "4");
    breaks(Rule.MULTIPLE_CHOICE, "下列各数中最大的是", "B");
    assertThat(RULES.check("What is 1 plus 1?", "B", "[\"1\",\"2\"]").findings())
        .extracting(Finding::rule)
        .containsExactly(Rule.MULTIPLE_CHOICE);
    sound("- A: \"I am first.\"\n- B: \"A lies.\"\n- C: \"B lies.\" How many tell the truth?", "1");
    sound(
        "Cards are marked A. Half are marked with letter B. How many are marked with letter C. of 8?",
        "4");
    sound("Let f(A)=1, f(B)=2, f(C)=3 and compute f(A)+f(B)+f(C).", "6");
    sound(
        "The set holds (a) even numbers, (b) odd numbers below 5, (c) 9. How many odd ones?", "3");
  }

  @Test
  void findsProofs() {
    breaks(Rule.PROOF, "Prove that there are infinitely many primes.", null);
    breaks(Rule.PROOF, "Let n be even. Show that $n^2$ is even.", "$n^2=4k^2$");
    sound("Show that the limit exists, and find it for n = 2.", "3");
    sound("Records show that 3 of 7 games were won. How many were lost?", "4");
  }

  @Test
  void findsAnswersOfTwoWords() {
    breaks(Rule.YES_NO, "Is 7 a prime number, and why?", "Yes.");
    breaks(Rule.YES_NO, "Are there integers with $m^2=2n^2$?", "\\text{No}");
    breaks(Rule.YES_NO, "１００能被７整除吗？请回答。", "否");
  }

  @Test
  void findsSeveralQuestionsButNotConditions() {
    breaks(Rule.SEVERAL_QUESTIONS, "Let $f(x)=x^2$. (1) Find $f(1)$. (2) Find $f(2)$.", "4");
    breaks(
        Rule.SEVERAL_QUESTIONS,
        "Five stand in a row. How many ways are there in the following situations? (1) A first; (2) B last.",
        "24");
    breaks(
        Rule.SEVERAL_QUESTIONS,
        "Determine the value of the following expressions: $(1)2^{3}+1$; $(2)3^{2}-1$.",
        "8");
    breaks(Rule.SEVERAL_QUESTIONS, "（1）求a的值；（2）求b的值。其中a+b=3, a-b=1", "1");
    sound("Let f satisfy: (1) f(1)=1, which is odd; (2) f(2)=3. Find f(1)+f(2).", "4");
    sound("Boxes are numbered (1), (2), (3). How many ways are there to fill two?", "3");
  }

  @Test
  void findsPartsHoweverTheyAreNumbered() {
    for (String markers :
        new String[] {
          "(1) (2)",
          "（1） （2）",
          "(a) (b)",
          "(i) (ii)",
          "① ②",
          "**p1.** **p2.**",
          "**(a)** **(b)**",
          "(ⅰ) (ⅱ)"
        }) {
      String[] marker = markers.split(" ");
      breaks(
          Rule.SEVERAL_QUESTIONS,
          "Let $x=3$. " + marker[0] + " What is $x+1$? " + marker[1] + " What is $x+2$?",
          "4");
      sound("Let $x=3$. " + marker[0] + " What is $x+1$?", "4");
    }
  }

  @Test
  void findsMissingAndUncheckableAnswers() {
    breaks(Rule.NO_ANSWER, "What is the sum of 1 and 1?", null);
    breaks(Rule.NO_ANSWER, "What is the sum of 1 and 1?", " ");
    breaks(Rule.NO_ANSWER, "What is the sum of 1 and 1?", "None");
    breaks(Rule.UNVERIFIABLE_ANSWER, "Why is the sum of 1 and 1 even?", "because it is");
    breaks(Rule.NO_ANSWER, "What is the sum of 1 and 1?", "See the solution.");
    breaks(Rule.NO_ANSWER, "What is the sum of 1 and 1?", "\\text{Answers may vary.}");
    breaks(
        Rule.UNVERIFIABLE_ANSWER,
        "What is the sum of 1 and 1?",
        "It is even, since both of the numbers that make it up are odd.");
    sound(
        "Find two such matrices $A$ and $B$.",
        "$\\left[\\begin{array}{ll}1&2\\end{array}\\right],".repeat(5)
            + "\\begin{array}{rr}3&4\\end{array}$");
    sound("What is the sum of 1 and 1?", "$\\frac{4 \\text{ apples}}{2 \\text{ children}}$");
  }

  @Test
  void findsAnswersThatTheStatementTells() {
    breaks(Rule.ANSWER_LEAKED, "Each pays 6, so three pay $\\boxed{18}$ in all.", "18");
    breaks(Rule.ANSWER_LEAKED, "How many boxes were there in total? Answer: 28182.", "28182");
    sound("The answer is 12 when n is 3. What is it when n is 4?", "16");
    sound("Find the root of $x=1-x^2$ above 2. If there is none, then the answer is 0.", "0");
    sound("If the answer is 120 at first, what is a tenth of it?", "12");
    sound("What must stand in the box: $4 + \\boxed{\\phantom{2}} = 8$?", "4");
  }

  @Test
  void namesTheFirstBrokenRuleAndKeepsTheOthers() {
    assertThat(broken("Prove that the shaded area in the figure below is 4.", null))
        .containsExactly(Rule.NEEDS_IMAGE, Rule.PROOF, Rule.NO_ANSWER);
  }

  @Test
  void asksOnlyTheRulesThatAreSwitchedOn() {
    QualityRules none = rules(EnumSet.noneOf(Rule.class), Drawings.REJECT);
    assertThat(none.check("Prove it!", null, null).findings()).isEmpty();
  }

  @Property
  void takesAnyText(
      @ForAll @StringLength(max = 200) String problem,
      @ForAll @StringLength(max = 20) String answer) {
    List<Rule> rules = broken(problem, answer);
    assertThat(rules).isSorted().doesNotHaveDuplicates();
    assertThat(broken(problem, answer)).isEqualTo(rules);
  }

  @Property
  void takesAnyTextOfMarks(@ForAll("marks") String problem) {
    assertThat(broken(problem, problem)).isSorted();
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<String> marks() {
    return net.jqwik.api.Arbitraries.of(
            "(A)",
            "B)",
            "C.",
            "[asy]",
            "[/asy]",
            "\\begin{",
            "\\end{x}",
            "{",
            "}",
            "$",
            "\\left",
            "\\right",
            "如图",
            "下",
            "图",
            "show that",
            "(1)",
            "(2)",
            "find",
            "\\boxed{",
            "answer:",
            "number0",
            " ",
            "\n",
            "①",
            "②",
            "in exercise",
            "as shown",
            "\\",
            "12")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }
}
