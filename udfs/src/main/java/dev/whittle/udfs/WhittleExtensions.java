// SPDX-License-Identifier: Apache-2.0
package dev.whittle.udfs;

import dev.whittle.answer.AnswerExtractor;
import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.chain.ChainMeasure;
import dev.whittle.chain.ChainScorer;
import dev.whittle.chain.ChainWords;
import dev.whittle.text.MathText;
import dev.whittle.text.NumberMask;
import dev.whittle.text.Shingles;
import dev.whittle.text.Similarity;
import dev.whittle.text.Tokens;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Adds Whittle's functions to Spark SQL: set {@code spark.sql.extensions} to this class's name and
 * put the thin jar of this module on the class path ({@code --jars}).
 *
 * <ul>
 *   <li>{@code extract_answer(text)}: the answer in a model's text, or NULL when there is none
 *   <li>{@code answers_match(gold, text)}: whether the text gives the gold answer, by the standard
 *       policy; never NULL
 *   <li>{@code canonical_math(text)}: the canonical form of a statement; NULL for NULL, as the next
 *   <li>{@code math_tokens(text)}: its tokens, as an array
 *   <li>{@code mask_numbers(text)}: it with every number masked, which numeric variants share
 *   <li>{@code math_jaccard(one, other)}: the Jaccard similarity of the shingles of two statements
 *   <li>{@code chain_score(text)}: what LIMO's chain score counts in a text, as a struct; NULL for
 *       NULL
 * </ul>
 *
 * <p>All are deterministic and total, and take anything that casts to a string.
 */
public final class WhittleExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  private static final String SINCE = "0.1.0";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    inject(
        extensions,
        "extract_answer",
        1,
        "_FUNC_(text) - Returns the answer in a model's text, or NULL when it gives none.",
        """

            Arguments:
              * text - a model's whole output, or a bare answer: the last box counts, else "####",
                  cues such as "the answer is", the last formula, the last number.
        """,
        """

            Examples:
              > SELECT _FUNC_('so 2+2 is \\\\boxed{4}.');
               4
        """,
        DataTypes.StringType,
        new ExtractAnswer());
    inject(
        extensions,
        "answers_match",
        2,
        "_FUNC_(gold, text) - Returns whether a model's text gives the gold answer.",
        """

            Arguments:
              * gold - the right answer, in LaTeX or plain syntax.
              * text - a model's whole output, or a bare answer.
        """,
        """

            Examples:
              > SELECT _FUNC_('1/2', 'The answer is 0.5.');
               true
        """,
        DataTypes.BooleanType,
        new AnswersMatch());
    inject(
        extensions,
        "canonical_math",
        1,
        "_FUNC_(text) - Returns the canonical form of a problem's statement.",
        """

            Arguments:
              * text - a statement with LaTeX or without. Equal forms are one problem to exact-dedup, but
                  for boilerplate such as "Express your answer ...".
        """,
        """

            Examples:
              > SELECT _FUNC_('Find $\\\\dfrac12 +x$.');
               find \\frac { 1 } { 2 } + x
        """,
        DataTypes.StringType,
        new CanonicalMath());
    inject(
        extensions,
        "math_tokens",
        1,
        "_FUNC_(text) - Returns the canonical tokens of a problem's statement.",
        """

            Arguments:
              * text - a statement; Han, Kana and Hangul characters are tokens one by one.
        """,
        """

            Examples:
              > SELECT _FUNC_('What is 2+3?');
               ["what","is","2","+","3"]
        """,
        DataTypes.createArrayType(DataTypes.StringType),
        new MathTokens());
    inject(
        extensions,
        "mask_numbers",
        1,
        "_FUNC_(text) - Returns the canonical form of a statement with its numbers masked.",
        """

            Arguments:
              * text - a statement. Numeric variants of one template have one masked form.
        """,
        """

            Examples:
              > SELECT _FUNC_('What is 2+3?');
               what is <n> + <n>
        """,
        DataTypes.StringType,
        new MaskNumbers());
    inject(
        extensions,
        "math_jaccard",
        2,
        "_FUNC_(one, other) - Returns the Jaccard similarity of two statements, in [0, 1].",
        """

            Arguments:
              * one - a statement.
              * other - another. What is compared are the shingles of near-dedup: runs of three canonical
                  tokens, shorter ones in short texts. Its guards are not asked.
        """,
        """

            Examples:
              > SELECT _FUNC_('What is 2+3?', 'what is $2 + 3$');
               1.0
        """,
        DataTypes.DoubleType,
        new MathJaccard());
    inject(
        extensions,
        "chain_score",
        1,
        "_FUNC_(text) - Returns what LIMO's chain score counts in a worked solution.",
        """

            Arguments:
              * text - a reasoning chain. The struct has words, tokens (estimated), verification,
                  exploratory and adaptive (words of each kind in 10,000), repeated (share of windows of
                  8 words that stood before) and other_language (share of words in the other script).
                  The score itself weighs their ranks in a pool of chains, so one text has none.
        """,
        """

            Examples:
              > SELECT _FUNC_('Wait, let me check: therefore 4.').verification;
               1666
        """,
        ChainScore.PARTS,
        new ChainScore());
    return BoxedUnit.UNIT;
  }

  private static void inject(
      SparkSessionExtensions extensions,
      String name,
      int arity,
      String usage,
      String arguments,
      String examples,
      DataType type,
      Object function) {
    ExpressionInfo info =
        new ExpressionInfo(
            WhittleExtensions.class.getName(),
            "",
            name,
            usage,
            arguments,
            examples,
            "",
            "string_funcs",
            SINCE,
            "",
            "scala_udf");
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(name), info, new Builder(name, arity, type, function)));
  }

  /** Builds the call of a function from its arguments, cast to strings. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {

    private final String name;
    private final int arity;
    private final DataType type;
    private final Object function;

    Builder(String name, int arity, DataType type, Object function) {
      this.name = name;
      this.arity = arity;
      this.type = type;
      this.function = function;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      if (arguments.size() != arity) {
        throw new IllegalArgumentException(
            "Cannot call "
                + name
                + ": it takes "
                + arity
                + " argument"
                + (arity == 1 ? "" : "s")
                + ", not "
                + arguments.size()
                + ".");
      }
      List<Expression> texts = new ArrayList<>();
      for (Expression argument : CollectionConverters.asJava(arguments)) {
        boolean string = argument.resolved() && argument.dataType().equals(DataTypes.StringType);
        texts.add(string ? argument : new Cast(argument, DataTypes.StringType, Option.empty()));
      }
      Seq<Expression> children = CollectionConverters.asScala(texts).toSeq();
      boolean nullable = !type.equals(DataTypes.BooleanType);
      return new ScalaUDF(
          function,
          type,
          children,
          CollectionConverters.asScala(List.<Option<ExpressionEncoder<?>>>of()).toSeq(),
          Option.empty(),
          Option.apply(name),
          nullable,
          true);
    }
  }

  private static final class ExtractAnswer extends AbstractFunction1<String, String>
      implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public String apply(String text) {
      return AnswerExtractor.extract(text).answer();
    }
  }

  private static final class CanonicalMath extends AbstractFunction1<String, String>
      implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public String apply(String text) {
      return text == null ? null : MathText.canonical(text);
    }
  }

  private static final class MathTokens extends AbstractFunction1<String, String[]>
      implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public String[] apply(String text) {
      return text == null ? null : Tokens.of(MathText.canonical(text)).toArray(new String[0]);
    }
  }

  private static final class MaskNumbers extends AbstractFunction1<String, String>
      implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public String apply(String text) {
      return text == null ? null : NumberMask.of(MathText.canonical(text)).masked();
    }
  }

  private static final class MathJaccard extends AbstractFunction2<String, String, Object>
      implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public Object apply(String one, String other) {
      if (one == null || other == null) {
        return null;
      }
      return Similarity.jaccard(
          Shingles.of(MathText.canonical(one)), Shingles.of(MathText.canonical(other)));
    }
  }

  private static final class ChainScore extends AbstractFunction1<String, Row>
      implements Serializable {

    private static final long serialVersionUID = 1;

    private static final StructType PARTS =
        new StructType()
            .add("words", DataTypes.IntegerType)
            .add("tokens", DataTypes.IntegerType)
            .add("verification", DataTypes.IntegerType)
            .add("exploratory", DataTypes.IntegerType)
            .add("adaptive", DataTypes.IntegerType)
            .add("repeated", DataTypes.DoubleType)
            .add("other_language", DataTypes.DoubleType);

    // Characters a token as in the published recipes.
    private static final ChainScorer SCORER = new ChainScorer(ChainWords.standard(), 2.5, 1.5);

    @Override
    public Row apply(String text) {
      if (text == null) {
        return null;
      }
      ChainMeasure measure = SCORER.measure(text);
      return RowFactory.create(
          measure.words(),
          measure.tokens(),
          measure.frequency(measure.verification()),
          measure.frequency(measure.exploratory()),
          measure.frequency(measure.adaptive()),
          measure.repeated(),
          measure.otherLanguage());
    }
  }

  private static final class AnswersMatch extends AbstractFunction2<String, String, Object>
      implements Serializable {

    private static final long serialVersionUID = 1;

    private static final AnswerVerifier VERIFIER = new AnswerVerifier(VerifierPolicy.standard());

    @Override
    public Object apply(String gold, String text) {
      return VERIFIER.matches(gold, text);
    }
  }
}
