// SPDX-License-Identifier: Apache-2.0
package dev.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A pool with planted duplicates: row i is a function of i alone, so any part of it can be made anywhere. Of the rows 70%
 * are originals, 20% an original with 1 to 12 tokens edited, 5% an original copied (as it is, in capitals, or with other
 * spaces), 5% one of 5,000 templates with new numbers, some templates a thousand times as frequent as others. Words are
 * made of syllables; nothing here knows how duplicates are found.
 */
final class DedupPool {
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("question", DataTypes.StringType)
          .add("answer", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("base", DataTypes.LongType);

  private static final String[] SYLLABLES = {
    "ba", "co", "di", "fu", "ge", "ha", "ki", "lo", "mu", "ne", "pa", "qui", "ro", "su", "te", "vi", "wa", "xe", "yo", "zu"
  };
  private static final int WORDS = 20_000;
  private static final int TEMPLATES = 5_000;

  /** What the pool is made of. */
  enum Shape {
    /** The mixture above. */
    MIXED,
    /** One template with other numbers in every row. */
    TEMPLATE,
    /** One text in every row. */
    IDENTICAL,
    /** One long text with one word changed in every row. */
    BUCKET
  }

  private DedupPool() {}

  static Dataset<Row> rows(SparkSession spark, long rows, Shape shape) {
    long files = Math.max(2, rows / 250_000);
    return spark
        .range(0, rows, 1, (int) files)
        .map((MapFunction<Long, Row>) i -> row(i, rows, shape), Encoders.row(SCHEMA));
  }

  static Row row(long i, long rows, Shape shape) {
    String id = "p" + i;
    String answer = Long.toString(i % 1000);
    return switch (shape) {
      case TEMPLATE -> RowFactory.create(id, "A farmer has " + (i + 2) + " hens and buys " + (3 * i + 5) + " more . How many hens has the farmer now ?", null, "template", 0L);
      case IDENTICAL -> RowFactory.create(id, text(tokens(7)), "7", i == 0 ? "original" : "copy", 0L);
      case BUCKET -> {
        List<String> tokens = tokens(7);
        SplittableRandom random = random(i, 5);
        tokens.set(random.nextInt(tokens.size()), word(random.nextInt(WORDS)));
        yield RowFactory.create(id, text(tokens), "7", "near", 0L);
      }
      case MIXED -> {
        int share = random(i, 1).nextInt(100);
        if (share < 70) {
          yield RowFactory.create(id, text(tokens(i)), answer, "original", i);
        }
        SplittableRandom random = random(i, 2);
        if (share >= 95) {
          int template = (int) (TEMPLATES * Math.pow(random.nextDouble(), 3));
          yield RowFactory.create(id, template(template, random), answer, "template", (long) template);
        }
        long base = random.nextLong(rows);
        while (random(base, 1).nextInt(100) >= 70) {
          base = (base + 1) % rows;
        }
        String baseAnswer = Long.toString(base % 1000);
        if (share < 90) {
          yield RowFactory.create(id, text(edited(tokens(base), random)), baseAnswer, "near", base);
        }
        String text = text(tokens(base));
        String copy =
            switch (random.nextInt(3)) {
              case 0 -> text;
              case 1 -> Character.toUpperCase(text.charAt(0)) + text.substring(1).replace(" . ", " .  ");
              default -> "  " + text.replace(" and ", "  and ") + " ";
            };
        yield RowFactory.create(id, copy, baseAnswer, "copy", base);
      }
    };
  }

  private static SplittableRandom random(long i, int purpose) {
    // Mixed: the generator steps by this very constant, so that row i+1 would be row i, shifted.
    long seed = i * 0x9e3779b97f4a7c15L + purpose;
    seed = (seed ^ seed >>> 31) * 0xd6e8feb86659fd93L;
    return new SplittableRandom(seed ^ seed >>> 29);
  }

  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int n = number + SYLLABLES.length; n > 0; n /= SYLLABLES.length) {
      word.append(SYLLABLES[n % SYLLABLES.length]);
    }
    return word.toString();
  }

  /** Words are drawn as in speech: the frequent ones much more often. */
  private static String word(SplittableRandom random) {
    return word((int) (WORDS * Math.pow(random.nextDouble(), 2)));
  }

  private static List<String> tokens(long i) {
    SplittableRandom random = random(i, 3);
    int size = 12 + (int) (76 * Math.pow(random.nextDouble(), 1.2));
    List<String> tokens = new ArrayList<>(size + 4);
    while (tokens.size() < size) {
      switch (random.nextInt(16)) {
        case 0 -> tokens.add(Integer.toString(random.nextInt(1, 500)));
        case 1 -> tokens.add("$" + (char) ('a' + random.nextInt(26)) + "+" + random.nextInt(2, 90) + "=" + random.nextInt(9, 900) + "$");
        case 2 -> tokens.add("and");
        case 3 -> tokens.add(".");
        case 4 -> tokens.add("\\frac{" + random.nextInt(1, 9) + "}{" + random.nextInt(2, 30) + "}");
        default -> tokens.add(word(random));
      }
    }
    return tokens;
  }

  private static List<String> edited(List<String> tokens, SplittableRandom random) {
    int edits = 1 + random.nextInt(12);
    for (int k = 0; k < edits; k++) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(3)) {
        case 0 -> tokens.set(at, word(random));
        case 1 -> tokens.add(at, word(random));
        default -> {
          if (tokens.size() > 8) {
            tokens.remove(at);
          }
        }
      }
    }
    return tokens;
  }

  private static String template(int template, SplittableRandom numbers) {
    List<String> tokens = tokens(-1L - template);
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      boolean number = Character.isDigit(token.charAt(0));
      text.append(text.isEmpty() ? "" : " ").append(number ? Integer.toString(numbers.nextInt(1, 10_000)) : token);
    }
    return text.append(" ").append(numbers.nextInt(1, 10_000)).toString();
  }

  private static String text(List<String> tokens) {
    return String.join(" ", tokens);
  }
}
