// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.text.Profile;
import dev.whittle.text.Similarity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All pairs of the rows that near-dedup judged, compared by brute force: near duplicates that were
 * found and missed, and rejections that have no right.
 *
 * <p>A miss is a pair of kept rows at or above the threshold that passes the guards.
 */
final class DedupRecall {
  private static final double THRESHOLD = 0.8;
  private static final AnswerVerifier VERIFIER = new AnswerVerifier(VerifierPolicy.standard());

  private record Text(String id, String answer, Profile profile, String of) {}

  private long compared;
  private long near;
  private long missed;
  private int rejected;
  private int belowThreshold;
  private int ofNobodyKept;

  private DedupRecall() {}

  static DedupRecall of(SparkSession spark, String rows) {
    List<Text> texts = new ArrayList<>();
    for (Row row :
        spark
            .read()
            .parquet(rows)
            .select("problem_id", "problem", "answer", "near_duplicate_of")
            .orderBy("problem_id")
            .collectAsList()) {
      texts.add(new Text(row.getString(0), row.getString(2), Profile.of(row.getString(1)), row.getString(3)));
    }
    DedupRecall recall = new DedupRecall();
    recall.checkRejected(texts);
    recall.bruteForce(texts);
    return recall;
  }

  private void checkRejected(List<Text> texts) {
    Map<String, Text> kept = new HashMap<>();
    texts.stream().filter(text -> text.of == null).forEach(text -> kept.put(text.id, text));
    for (Text text : texts) {
      if (text.of != null) {
        rejected++;
        Text anchor = kept.get(text.of);
        if (anchor == null) {
          ofNobodyKept++;
        } else if (Similarity.jaccard(text.profile.shingles(), anchor.profile.shingles()) < THRESHOLD || !guards(text, anchor)) {
          belowThreshold++;
        }
      }
    }
  }

  private void bruteForce(List<Text> texts) {
    for (int i = 0; i < texts.size(); i++) {
      Text one = texts.get(i);
      for (int j = i + 1; j < texts.size(); j++) {
        Text other = texts.get(j);
        compared++;
        // Sets of such different sizes cannot be similar enough, whatever is in them.
        int less = Math.min(one.profile.shingles().length, other.profile.shingles().length);
        int more = Math.max(one.profile.shingles().length, other.profile.shingles().length);
        if (less < THRESHOLD * more) {
          continue;
        }
        if (Similarity.jaccard(one.profile.shingles(), other.profile.shingles()) >= THRESHOLD && guards(one, other)) {
          near++;
          missed += one.of == null && other.of == null ? 1 : 0;
        }
      }
    }
  }

  private static boolean guards(Text one, Text other) {
    return one.profile.sameNumbers(other.profile)
        && one.profile.sameOperators(other.profile)
        && one.profile.words() == other.profile.words()
        && one.profile.symbols() == other.profile.symbols()
        && (one.answer == null
            || other.answer == null
            || VERIFIER.matches(one.answer, other.answer)
            || VERIFIER.matches(other.answer, one.answer));
  }

  void print(PrintStream out) {
    out.printf("%,d pairs compared, %,d of them near duplicates (Jaccard >= %.1f, guards passed)%n", compared, near, THRESHOLD);
    out.printf("%,d rows rejected: %d below the threshold or past a guard, %d for a row that is not kept%n", rejected, belowThreshold, ofNobodyKept);
    out.printf("%,d pairs of kept rows missed: recall %.4f%n", missed, near == 0 ? 1 : 1 - missed / (double) near);
  }
}
