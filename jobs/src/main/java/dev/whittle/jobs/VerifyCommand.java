// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.answer.VerifyCases;
import dev.whittle.config.UserError;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Grades answers without Spark: the verifier on a file of cases. */
@Command(
    name = "verify",
    description = {
      "Says of every line {id, gold, prediction} of a JSONL file whether the prediction gives the gold answer.",
      "Writes one line {id, equivalent, extracted, rule} for each, in the same order."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  whittle verify --cases cases.jsonl --out graded.jsonl")
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--cases",
      required = true,
      paramLabel = "FILE",
      description = "JSONL with id, gold and prediction")
  private String cases;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the JSONL to write")
  private String out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration hadoop = HadoopSettings.of();
    Path from = new Path(cases);
    Path to = new Path(out);
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    from.getFileSystem(hadoop).open(from), StandardCharsets.UTF_8));
        Writer writer =
            new BufferedWriter(
                new OutputStreamWriter(
                    to.getFileSystem(hadoop).create(to, true), StandardCharsets.UTF_8))) {
      VerifyCases.Summary summary =
          VerifyCases.run(reader, writer, new AnswerVerifier(VerifierPolicy.standard()));
      spec.commandLine()
          .getOut()
          .printf(
              "%,d cases, %,d equivalent, %,d malformed lines%n",
              summary.lines(), summary.equivalent(), summary.malformed());
      if (summary.malformed() > 0) {
        spec.commandLine()
            .getErr()
            .println("Malformed lines, the first of them: " + summary.firstMalformed());
      }
      return 0;
    } catch (IOException e) {
      throw new UserError(
          "Cannot verify " + cases + ": " + e.getMessage() + ". Check both paths.", e);
    }
  }
}
