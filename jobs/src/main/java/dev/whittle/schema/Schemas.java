// SPDX-License-Identifier: Apache-2.0
package dev.whittle.schema;

import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a run, stage by stage, each with its comment: the comments travel in the Parquet
 * footers, so a notebook can show them.
 *
 * <p>Parquet does not keep nullability, so every column is declared nullable here.
 */
public final class Schemas {
  /** What ingest gives to every later stage. */
  public static final StructType PROBLEM =
      struct(
          field(
              Columns.PROBLEM_ID,
              DataTypes.StringType,
              "32 hex digits of sha256(source, source_id, raw problem, raw answer)"),
          field(Columns.SOURCE, DataTypes.StringType, "name of the source in the configuration"),
          field(
              Columns.SOURCE_ID,
              DataTypes.StringType,
              "the source's own id, or the content hash where it has none"),
          field(
              Columns.PROBLEM,
              DataTypes.StringType,
              "the statement as the source gives it, prompt heads and tails stripped"),
          field(
              Columns.ANSWER,
              DataTypes.StringType,
              "the final answer as text; null when the source has none"),
          field(
              Columns.SOLUTION,
              DataTypes.StringType,
              "the official worked solution; null when the source has none"),
          field(
              Columns.DOMAIN,
              DataTypes.StringType,
              "the source's own word for the field of mathematics"),
          field(Columns.LEVEL, DataTypes.StringType, "the source's own word for the difficulty"),
          field(Columns.LICENSE, DataTypes.StringType, "licence of the source as configured"),
          field(
              Columns.EXTRA,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              "other fields the mapping keeps"),
          field(
              Columns.SOURCE_PRIORITY,
              DataTypes.IntegerType,
              "smaller is preferred as a representative of duplicates"));

  /** Ingest's evidence: where a row comes from and, when it could not be used, what it was. */
  public static final StructType INGEST =
      struct(
          field(
              Columns.FILE,
              DataTypes.StringType,
              "the file it was read from, relative to the root of the sources"),
          field(
              Columns.POSITION,
              DataTypes.StringType,
              "where in the file: line N, record N (JSON), row N (Parquet) or byte N (split files)"),
          field(
              Columns.RAW,
              DataTypes.StringType,
              "the start of the record, at most 4 KiB, when it was rejected; else null"),
          field(
              Columns.FAULT,
              DataTypes.StringType,
              "what is wrong with the record in words; else null"));

  /** What the runner adds to every stage's output beside the stage's evidence. */
  public static final StructType VERDICT =
      struct(
          field(
              Columns.REASON,
              DataTypes.StringType,
              "why the row was rejected here; null when kept"),
          field(
              Columns.OVERRULED,
              DataTypes.StringType,
              "the reason that a person's allow overruled at this stage"));

  /** Set by the first stage after ingest, carried by all later ones. */
  public static final StructType MANUAL =
      struct(
          field(
              Columns.MANUAL,
              DataTypes.StringType,
              "allow or deny where a person decided, else null"));

  /** What quality adds. */
  public static final StructType QUALITY =
      struct(
          field(
              "quality_findings",
              DataTypes.createArrayType(DataTypes.StringType),
              "codes of all rules that the problem breaks, in the rules' order; empty when sound"),
          field(
              "quality_evidence",
              DataTypes.createArrayType(DataTypes.StringType),
              "what was seen, in a few words, one for each of quality_findings"),
          field(
              "language", DataTypes.StringType, "language of the statement, two letters, or other"),
          field(
              "msc",
              DataTypes.StringType,
              "two digits of the MSC 2020 top level: the source's domain mapped, else the classifier's"
                  + " guess; null when neither tells"),
          field(
              "domain_group",
              DataTypes.StringType,
              "short name of that class, which quotas go by; null when neither tells"),
          field(
              "domain_confidence",
              DataTypes.DoubleType,
              "1 where the source's domain is mapped, else the classifier's probability of its"
                  + " likeliest class, in [0,1]; null without a classifier"));

  /** What decontaminate adds; all but {@code overlap} are null on a row that matches no item. */
  public static final StructType DECONTAMINATE =
      struct(
          field("contaminated_by", DataTypes.StringType, "benchmark whose item the problem holds"),
          field("contaminated_item", DataTypes.StringType, "id of that item in the benchmark"),
          field(
              "contaminated_match",
              DataTypes.StringType,
              "exact: the same canonical text; held: the item stands in the problem; part: the problem"
                  + " is a part of the item; numeric-variant: its wording with other numbers or"
                  + " signs; ngram, without-digits: as published recipes match"),
          field(
              "matched_span",
              DataTypes.StringType,
              "longest shared run of tokens, as canonical text, cut to the configured length"),
          field(
              "overlap",
              DataTypes.DoubleType,
              "share, in [0,1], of the best matching item that the problem holds, weighed by how rare"
                  + " its wording is in the pool (of the problem, where it is a part of the item)"),
          field(
              "numbers_agree",
              DataTypes.BooleanType,
              "whether what is shared has the same numbers; null in the modes of published recipes"),
          field(
              "answer_agrees",
              DataTypes.BooleanType,
              "whether the answer equals the item's; null when one of them is missing"));

  /** What core-set adds. */
  public static final StructType CORE_SET =
      struct(
          field(
              "rank",
              DataTypes.IntegerType,
              "1 is the best; every prefix is a core set; null beyond the rank limit or the"
                  + " template cap"),
          field(
              "difficulty",
              DataTypes.DoubleType,
              "one less the weighted mean of the solve rates, in [0,1]; 1 is the hardest"),
          field(
              "gain",
              DataTypes.DoubleType,
              "by how much the row raised the objective when it was chosen; null unless ordered by"
                  + " diverse"),
          field(
              "coverage_gain",
              DataTypes.DoubleType,
              "by how much it raised the coverage of all survivors (facility location); null unless"
                  + " ordered by diverse"),
          field(
              "nearest_similarity",
              DataTypes.DoubleType,
              "cosine to the nearest row with a better rank, in [0,1]; null unless ordered by diverse"),
          field("why", DataTypes.StringType, "what put the row at its rank, in words"));

  /** One attempt of a model at a problem, as it stands in {@code RUN/attempts}. */
  public static final StructType ATTEMPT =
      struct(
          field(Columns.PROBLEM_ID, DataTypes.StringType, "the problem that was asked"),
          field("model", DataTypes.StringType, "label of the model in the recipe"),
          field(
              "model_revision",
              DataTypes.StringType,
              "which weights or recordings stand behind the label"),
          field(
              "request_hash",
              DataTypes.StringType,
              "hash of the prompt and the sampling settings; of the canonical text if recorded"),
          field("attempt_index", DataTypes.IntegerType, "counts the attempts at a request from 0"),
          field("seed", DataTypes.IntegerType, "seed of the sampling; null if unknown"),
          field("temperature", DataTypes.DoubleType, "null if unknown"),
          field("top_p", DataTypes.DoubleType, "null if unknown"),
          field("max_tokens", DataTypes.IntegerType, "bound on the answer; null if unknown"),
          field("text", DataTypes.StringType, "what the model wrote"),
          field(
              "finish_reason",
              DataTypes.StringType,
              "stop, length (then it counts as wrong) ...; null if unknown"),
          field("prompt_tokens", DataTypes.IntegerType, "null if unknown"),
          field("completion_tokens", DataTypes.IntegerType, "null if unknown"),
          field("extracted", DataTypes.StringType, "the final answer found in the text"),
          field(
              "correct",
              DataTypes.BooleanType,
              "whether it matches the problem's answer, by the verifier of verifier_version"),
          field("verifier_version", DataTypes.IntegerType, "who said so; regraded when it changes"),
          field(
              "error",
              DataTypes.StringType,
              "why there is no text; such an attempt is not judged; null if all went well"),
          field("server", DataTypes.StringType, "who answered; recorded:SOURCE if recorded"),
          field("started_at", DataTypes.TimestampType, "null if unknown"),
          field("finished_at", DataTypes.TimestampType, "null if unknown"));

  /** A ready-made solve rate, as it stands in {@code RUN/rates}. */
  public static final StructType RATE =
      struct(
          field(Columns.PROBLEM_ID, DataTypes.StringType, "the problem that was asked"),
          field("model", DataTypes.StringType, "label of the model in the recipe"),
          field("model_revision", DataTypes.StringType, "which recordings stand behind the label"),
          field("n", DataTypes.IntegerType, "attempts"),
          field("k", DataTypes.IntegerType, "how many of them were right"),
          field(Columns.SOURCE, DataTypes.StringType, "name of the recorded source"));

  /** What a solve-rate stage says of one model. */
  public static final StructType MODEL_RATE =
      struct(
          field("model", DataTypes.StringType, "label of the model"),
          field(
              "attempts",
              DataTypes.IntegerType,
              "length of the shortest prefix of the attempts that decides the rule"),
          field("correct", DataTypes.IntegerType, "how many of those are right"),
          field(
              "solve_rate",
              DataTypes.DoubleType,
              "correct / attempts; of a ready-made rate k / n; null without attempts"),
          field("source", DataTypes.StringType, "attempts or rate; null without either"),
          field("recorded", DataTypes.IntegerType, "how many attempts there are, judged or not"),
          field(
              "decided",
              DataTypes.StringType,
              "keep, too-easy, too-hard, or undecided when more attempts are needed"));

  /** Evidence of a solve-rate stage; its columns begin with the stage's name. */
  public static StructType solveRate(String stage) {
    String prefix = stage.replace('-', '_');
    return struct(
        field(
            prefix + "_attempts",
            DataTypes.IntegerType,
            "attempts of the first model that decided its rule; of a rate, of the part drawn"),
        field(prefix + "_correct", DataTypes.IntegerType, "how many of those are right"),
        field(
            prefix + "_solve_rate",
            DataTypes.DoubleType,
            "correct / attempts of the first model; of a ready-made rate k / n; null without"),
        field(
            prefix + "_by_model",
            DataTypes.createArrayType(MODEL_RATE),
            "every model of the stage, in the order of its rules"),
        field(
            prefix + "_gold_suspect",
            DataTypes.StringType,
            "the other answer that attempts agree on, so that the recorded one is suspect; else null"),
        field(
            prefix + Columns.ERROR_SUFFIX,
            DataTypes.StringType,
            "what a server said of an unanswerable problem; not part of the digest"));
  }

  /** A line of {@code RUN/tables/chains-scores}: a candidate chain and its score. */
  public static final StructType CHAIN_SCORE =
      struct(
          field(Columns.PROBLEM_ID, DataTypes.StringType, "the problem"),
          field("model", DataTypes.StringType, "label of the model, or official"),
          field("request_hash", DataTypes.StringType, "what was asked; empty when official"),
          field("attempt_index", DataTypes.IntegerType, "which attempt of the model"),
          field("tokens", DataTypes.IntegerType, "length in estimated tokens"),
          field("elaborated", DataTypes.DoubleType, "length on the scale of the pool"),
          field("verification", DataTypes.DoubleType, "self-verification on the same scale"),
          field("exploratory", DataTypes.DoubleType, "exploratory approach on the same scale"),
          field("adaptive", DataTypes.DoubleType, "adaptive granularity on the same scale"),
          field("score", DataTypes.DoubleType, "weighted sum of the four; null with a fault"),
          field(
              "fault",
              DataTypes.StringType,
              "truncated, no-answer, too-long, too-short, loop or language-switch; else null"));

  /** Evidence of chains. */
  public static final StructType CHAINS =
      struct(
          field("chain", DataTypes.StringType, "the best reasoning chain; null without one"),
          field(
              "chain_source",
              DataTypes.StringType,
              "attempt (of a model), official (the source's solution) or none"),
          field("chain_model", DataTypes.StringType, "label of the model that wrote the chain"),
          field(
              "chain_score",
              DataTypes.DoubleType,
              "weighted sum of the four parts, in [0, 1]; null without a chain"),
          field(
              "chain_elaborated",
              DataTypes.DoubleType,
              "share of the pool's chains that are shorter, in tokens"),
          field(
              "chain_verification",
              DataTypes.DoubleType,
              "share of the pool's chains with fewer words of self-verification per word"),
          field(
              "chain_exploratory",
              DataTypes.DoubleType,
              "share of the pool's chains with fewer exploratory words per word"),
          field(
              "chain_adaptive",
              DataTypes.DoubleType,
              "share of the pool's chains with fewer words of adaptive granularity per word"),
          field("chain_tokens", DataTypes.IntegerType, "its length in estimated tokens"),
          field(
              "chain_band",
              DataTypes.StringType,
              "fifth of the problems by chain score, L1 (lowest) to L5 (highest)"),
          field(
              "chains",
              DataTypes.IntegerType,
              "correct attempts and official solutions that pass the chain filters"));

  /** What exact-dedup adds. */
  public static final StructType EXACT_DEDUP =
      struct(
          field(
              "canonical_key",
              DataTypes.StringType,
              "128-bit key of the canonical text, 32 hex digits; null for a text without a token"),
          field(
              "exact_duplicate_of",
              DataTypes.StringType,
              "problem_id of the representative; null on a kept row"),
          field(
              "exact_edge_class",
              DataTypes.StringType,
              "exact (the same characters) or format-only (the same canonical text)"),
          field(
              "exact_duplicates", DataTypes.IntegerType, "other problems with this canonical text"),
          field(
              "answer_conflict",
              DataTypes.BooleanType,
              "whether an answer among them differs from the representative's"),
          field(
              "twin_sources",
              DataTypes.createArrayType(DataTypes.StringType),
              "sources of all of them, sorted, at most 20; null without duplicates"),
          field(
              "twin_licenses",
              DataTypes.createArrayType(DataTypes.StringType),
              "licences of all of them, sorted, at most 20; null without duplicates"),
          field(
              "twin_answers",
              DataTypes.createArrayType(DataTypes.StringType),
              "answers of all of them, sorted, at most 20; null without duplicates"));

  /** What near-dedup adds. */
  public static final StructType NEAR_DEDUP =
      struct(
          field(
              "near_duplicate_of",
              DataTypes.StringType,
              "problem_id of the kept row that stands for this one; null on a kept row"),
          field(
              "near_edge_class",
              DataTypes.StringType,
              "near on a rejected row; on a kept one paraphrase-candidate (similar to a better-ranked"
                  + " kept row and of the same numbers, but a guard differs) or numeric-variant (another row differs in its"
                  + " numbers only)"),
          field(
              "jaccard",
              DataTypes.DoubleType,
              "Jaccard similarity of the shingles of both, in [0, 1]"),
          field(
              "containment",
              DataTypes.DoubleType,
              "share of the smaller shingle set that the larger one has, in [0, 1]"),
          field(
              "template_id",
              DataTypes.StringType,
              "shared by rows whose text is the same once numbers are masked; null for a text of its"
                  + " own"),
          field("near_duplicates", DataTypes.IntegerType, "rows rejected for this one"));

  private Schemas() {}

  /** A nullable column with a comment. */
  public static StructField field(String name, DataType type, String comment) {
    Metadata metadata = new MetadataBuilder().putString("comment", comment).build();
    return new StructField(name, type, true, metadata);
  }

  /** A struct of the given fields, in this order. */
  public static StructType struct(StructField... fields) {
    return new StructType(fields);
  }

  /**
   * The fields of both, those of {@code left} first; a name that stands in both is a programming
   * error.
   */
  public static StructType concat(StructType left, StructType right) {
    StructType all = left;
    for (StructField field : right.fields()) {
      if (Arrays.asList(left.fieldNames()).contains(field.name())) {
        throw new IllegalArgumentException(
            "Cannot add column '" + field.name() + "': it exists already.");
      }
      all = all.add(field);
    }
    return all;
  }
}
