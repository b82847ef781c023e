// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.AskedConfig;
import dev.whittle.config.ConfigLoader;
import dev.whittle.config.Doc;
import dev.whittle.config.ModelConfig;
import dev.whittle.config.Problems;
import dev.whittle.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds {@code solve_rate(problem, answer, 'model' [, attempts])} to Spark SQL, for an analyst's few
 * hundred rows: set {@code spark.sql.extensions} to this class's name, {@code spark.whittle.models}
 * to a file such as {@code conf/models/servers.yaml}, and put Whittle's jar on the class path.
 *
 * <p>The share of right ones among so many attempts (8 unless said), with the seeds that a run
 * would use. Null when the problem or the answer is, or when the servers fail at the problem for
 * good. Every call is paid: nothing is stored and nothing stops early; rows of a task are asked one
 * after another, the attempts at a row at once. The function says of itself that it is not
 * deterministic, so that Spark calls it once for each row where it stands; a task that is lost and
 * tried again asks again. For more rows than that, run a funnel.
 */
public final class SamplingExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  /** Spark setting that names the file with the models. */
  public static final String MODELS = "spark.whittle.models";

  private static final String NAME = "solve_rate";
  private static final int ATTEMPTS = 8;
  private static final int MOST = 1000;

  /** What the file holds. */
  record ModelsFile(@Doc("By label.") Map<String, ModelConfig> models) {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    ExpressionInfo info =
        new ExpressionInfo(
            SamplingExtensions.class.getName(),
            "",
            NAME,
            "_FUNC_(problem, answer, model[, attempts]) - Asks a model and returns the share of right attempts.",
            """

                Arguments:
                  * problem - the statement.
                  * answer - the right answer, in LaTeX or plain syntax.
                  * model - label of a model in the file that spark.whittle.models names; a literal.
                  * attempts - how many; a literal, 8 if not given.
            """,
            """

                Examples:
                  > SELECT problem_id, _FUNC_(problem, answer, 'strong', 4) FROM core_set LIMIT 100;
            """,
            "",
            "misc_funcs",
            "0.1.0",
            "",
            "scala_udf");
    extensions.injectFunction(new Tuple3<>(new FunctionIdentifier(NAME), info, new Builder()));
    return BoxedUnit.UNIT;
  }

  /** Builds the call: the model is looked up where the query is made. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> given) {
      List<Expression> arguments = CollectionConverters.asJava(given);
      if (arguments.size() != 3 && arguments.size() != 4) {
        throw new UserError(
            "Cannot call solve_rate: it takes 3 or 4 arguments, not " + arguments.size() + ".");
      }
      String label = literal(arguments.get(2), "the model's label").toString();
      int attempts = ATTEMPTS;
      if (arguments.size() == 4) {
        Object number = literal(arguments.get(3), "the number of attempts");
        if (!(number instanceof Integer) || (Integer) number < 1 || (Integer) number > MOST) {
          throw new UserError(
              "Cannot call solve_rate: attempts is " + number + ". Give a number from 1 to 1000.");
        }
        attempts = (Integer) number;
      }
      List<Expression> texts = new ArrayList<>();
      for (Expression argument : arguments.subList(0, 2)) {
        boolean string = argument.resolved() && argument.dataType().equals(DataTypes.StringType);
        texts.add(string ? argument : new Cast(argument, DataTypes.StringType, Option.empty()));
      }
      return new ScalaUDF(
          function(label, attempts),
          DataTypes.DoubleType,
          CollectionConverters.asScala(texts).toSeq(),
          CollectionConverters.asScala(List.<Option<ExpressionEncoder<?>>>of()).toSeq(),
          Option.empty(),
          Option.apply(NAME),
          true,
          false);
    }

    private static Object literal(Expression argument, String what) {
      Object value = argument.resolved() && argument.foldable() ? argument.eval(null) : null;
      if (value == null) {
        throw new UserError("Cannot call solve_rate: " + what + " must be a literal.");
      }
      return value;
    }

    private static SolveRateFunction function(String label, int attempts) {
      SparkSession spark = SparkSession.active();
      String file = spark.conf().get(MODELS, "");
      if (file.isEmpty()) {
        throw new UserError(
            "Cannot call solve_rate: "
                + MODELS
                + " is not set. Give it a file such as conf/models/servers.yaml.");
      }
      ConfigLoader loader = new ConfigLoader(path -> read(spark, path));
      Map<String, ModelConfig> models =
          loader
              .load(
                  new ConfigLoader.Inputs(file, Optional.empty(), Optional.empty(), List.of(), ""),
                  ModelsFile.class)
              .models();
      ModelConfig model = models.get(label);
      if (model == null || model.asked().isEmpty()) {
        throw new UserError(
            "Cannot call solve_rate: "
                + file
                + (model == null ? " has no model '" : " has nobody to ask for '")
                + label
                + "'"
                + Problems.suggestion(label, models.keySet()));
      }
      Sampling.checkPlugin(spark, label, model);
      AskedConfig asked = model.asked().get();
      String job = UUID.randomUUID().toString();
      Samplers samplers =
          Samplers.of(
              spark.sparkContext(),
              label,
              model.revision(),
              asked,
              model.managed().orElse(null),
              job);
      Broadcast<SerializableConfiguration> hadoop =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
      return new SolveRateFunction(
          label, model.revision(), asked.request(), samplers, hadoop, attempts);
    }

    private static Optional<String> read(SparkSession spark, String file) {
      Path path = new Path(file);
      try (InputStream in = path.getFileSystem(spark.sessionState().newHadoopConf()).open(path)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
