// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic;

import dev.whittle.config.GeneratorConfig;
import dev.whittle.synthetic.family.Draw;
import dev.whittle.synthetic.family.Families;
import dev.whittle.synthetic.family.SyntheticProblem;
import dev.whittle.synthetic.planted.Defect;
import dev.whittle.synthetic.planted.Edit;
import dev.whittle.synthetic.planted.FormatEdits;
import dev.whittle.synthetic.planted.WordEdits;
import dev.whittle.synthetic.planted.Wrapping;
import dev.whittle.synthetic.planted.WrongAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Row {@code index} of a pool as a pure function of configuration and index, so that rows can be
 * made anywhere, in any order, without looking at each other: a copy computes its original again.
 */
final class Pool {
  private static final int PLAN = 1;
  private static final int PLACE = 2;
  private static final int EDIT = 3;
  private static final int ITEM = 4;
  private static final int SOURCE = 5;

  /** How far a copy walks back for an original before it becomes one itself. */
  private static final int TRIES = 64;

  private static final Kind[] CONTAMINATION = {
    Kind.BENCHMARK_VERBATIM,
    Kind.BENCHMARK_REFORMATTED,
    Kind.BENCHMARK_EMBEDDED,
    Kind.BENCHMARK_VARIANT
  };
  private static final Kind[] MALFORMED = {
    Kind.BROKEN_JSON, Kind.INVALID_UTF8, Kind.MISSING_PROBLEM
  };
  private static final Source[] GENERAL = {
    Source.SCHOOL, Source.CONTEST, Source.EXAMS, Source.RL, Source.WEB
  };

  /**
   * An item of the benchmark.
   *
   * @param index the problem it is
   */
  record Item(String id, long index, String problem, String answer, String language) {}

  private static final Kind[] DRAWN = {
    Kind.EXACT_COPY,
    Kind.FORMAT_COPY,
    Kind.PREFIXED_COPY,
    Kind.NEAR_COPY,
    Kind.PARAPHRASE,
    Kind.NUMERIC_VARIANT,
    Kind.ANSWER_CONFLICT,
    Kind.BOILERPLATE,
    Kind.DEFECT
  };

  private final GeneratorConfig config;

  /** Of {@link #DRAWN}, in its order. */
  private final double[] shares;

  private final List<Item> benchmark;
  private final Map<Integer, List<Item>> itemsOfCell = new HashMap<>();

  Pool(GeneratorConfig config) {
    this.config = config;
    GeneratorConfig.Planted planted = config.planted();
    this.shares =
        new double[] {
          planted.exactCopies(),
          planted.formatCopies(),
          planted.prefixedCopies(),
          planted.nearCopies(),
          planted.paraphrases(),
          planted.numericVariants(),
          planted.answerConflicts(),
          planted.boilerplate(),
          planted.defects()
        };
    this.benchmark = benchmark(config);
    for (Item item : benchmark) {
      itemsOfCell
          .computeIfAbsent(Families.place(item.index()).cell(), cell -> new ArrayList<>())
          .add(item);
    }
  }

  List<Item> benchmark() {
    return benchmark;
  }

  /** The row, with what was planned for it, or as an original where that does not work. */
  PoolRow row(long index) {
    Kind kind = planned(index);
    Draw draw = new Draw(config.seed(), EDIT, index);
    Optional<PoolRow> planted =
        switch (kind) {
          case ORIGINAL -> Optional.empty();
          case BOILERPLATE -> boilerplate(index, draw);
          case EXACT_COPY, FORMAT_COPY, PREFIXED_COPY, NEAR_COPY, PARAPHRASE, ANSWER_CONFLICT ->
              copy(kind, index, draw);
          case NUMERIC_VARIANT -> variant(index, draw);
          case BENCHMARK_VERBATIM, BENCHMARK_REFORMATTED, BENCHMARK_EMBEDDED, BENCHMARK_VARIANT ->
              contaminated(kind, index, draw);
          case DEFECT -> defect(index, draw);
          case BROKEN_JSON, INVALID_UTF8, MISSING_PROBLEM -> malformed(kind, index, draw);
        };
    return planted.orElseGet(() -> original(index));
  }

  /**
   * False only where the row surely is an original: a cheap answer for whoever wants the planted
   * ones.
   */
  boolean mayBePlanted(long index) {
    return planned(index) != Kind.ORIGINAL;
  }

  /**
   * False only where the row surely is of another source: a cheap answer for whoever wants one
   * source.
   */
  boolean mayBeOf(Source source, long index) {
    return source(index) == source;
  }

  /** The source of a row that no special source takes. */
  private Source source(long index) {
    return GENERAL[new Draw(config.seed(), SOURCE, index).below(GENERAL.length)];
  }

  /** What the row's number draws; a pure hash, so a copy can ask it of any other row. */
  private Kind planned(long index) {
    Draw draw = new Draw(config.seed(), PLAN, index);
    double at = draw.unit();
    for (int i = 0; i < DRAWN.length; i++) {
      at -= shares[i];
      if (at < 0) {
        return DRAWN[i];
      }
    }
    GeneratorConfig.Planted planted = config.planted();
    at -= planted.contamination();
    if (at < 0) {
      return CONTAMINATION[draw.below(CONTAMINATION.length)];
    }
    at -= planted.malformed();
    return at < 0 ? MALFORMED[draw.below(MALFORMED.length)] : Kind.ORIGINAL;
  }

  private PoolRow original(long index) {
    return row(index, Kind.ORIGINAL, problem(index), null, null, null);
  }

  private SyntheticProblem problem(long index) {
    return Families.problem(config.seed(), index);
  }

  private Optional<PoolRow> boilerplate(long index, Draw draw) {
    SyntheticProblem own = problem(index);
    if (own.language().equals("zh")) {
      return Optional.empty();
    }
    String text = Wrapping.boilerplate(own.problem(), draw);
    return Optional.of(
        row(index, Kind.BOILERPLATE, with(own, text, own.answer()), null, null, null));
  }

  private Optional<PoolRow> copy(Kind kind, long index, Draw draw) {
    for (int attempt = 0; attempt < 8; attempt++) {
      long from = earlier(index, draw);
      if (from < 0) {
        return Optional.empty();
      }
      SyntheticProblem model = problem(from);
      Optional<Edit> edit =
          switch (kind) {
            case FORMAT_COPY -> FormatEdits.apply(model.problem(), draw);
            case PREFIXED_COPY ->
                Optional.of(
                    new Edit(Wrapping.heading(model.problem(), model.language(), draw), null));
            case NEAR_COPY -> WordEdits.apply(model.problem(), model.language(), draw);
            case PARAPHRASE -> reworded(from, index, model);
            default -> Optional.of(new Edit(model.problem(), null));
          };
      if (edit.isPresent()) {
        String answer =
            switch (kind) {
              case ANSWER_CONFLICT -> WrongAnswers.near(model.answer(), draw);
              case FORMAT_COPY -> FormatEdits.answer(model.answer());
              default -> model.answer();
            };
        PoolRow origin = original(from);
        SyntheticProblem made = with(model, edit.get().text(), answer);
        return Optional.of(
            row(index, kind, made, origin.source().code(), origin.id(), edit.get().how()));
      }
    }
    return Optional.empty();
  }

  private Optional<Edit> reworded(long from, long index, SyntheticProblem model) {
    String text = Families.worded(config.seed(), from, config.rows() + index).problem();
    return text.equals(model.problem()) ? Optional.empty() : Optional.of(new Edit(text, null));
  }

  /** An earlier row that certainly is an original, or -1. */
  private long earlier(long index, Draw draw) {
    if (index == 0) {
      return -1;
    }
    long from = draw.belowLong(index);
    for (int i = 0; i < TRIES && from - i >= 0; i++) {
      if (planned(from - i) == Kind.ORIGINAL) {
        return from - i;
      }
    }
    return -1;
  }

  /** The row's own numbers in the words of an earlier original of the same family and level. */
  private Optional<PoolRow> variant(long index, Draw draw) {
    Families.Place place = Families.place(index);
    if (place.round() == 0) {
      return Optional.empty();
    }
    long round = draw.belowLong(place.round());
    for (int i = 0; i < TRIES && round - i >= 0; i++) {
      long from = Families.index(new Families.Place(place.cell(), round - i));
      if (planned(from) == Kind.ORIGINAL) {
        PoolRow origin = original(from);
        SyntheticProblem made = Families.worded(config.seed(), index, from);
        return Optional.of(
            row(index, Kind.NUMERIC_VARIANT, made, origin.source().code(), origin.id(), null));
      }
    }
    return Optional.empty();
  }

  private Optional<PoolRow> contaminated(Kind kind, long index, Draw draw) {
    if (kind == Kind.BENCHMARK_VARIANT) {
      List<Item> items = itemsOfCell.get(Families.place(index).cell());
      if (items == null) {
        return Optional.empty();
      }
      Item item = items.get(draw.below(items.size()));
      SyntheticProblem made = Families.worded(config.seed(), index, item.index());
      return Optional.of(row(index, kind, made, Generator.BENCHMARK, item.id(), null));
    }
    if (benchmark.isEmpty()) {
      return Optional.empty();
    }
    Item item = benchmark.get(draw.below(benchmark.size()));
    Edit edit =
        switch (kind) {
          case BENCHMARK_REFORMATTED -> FormatEdits.apply(item.problem(), draw).orElse(null);
          case BENCHMARK_EMBEDDED ->
              new Edit(Wrapping.story(item.problem(), item.language(), draw), null);
          default -> new Edit(item.problem(), null);
        };
    if (edit == null) {
      return Optional.empty();
    }
    SyntheticProblem made = with(problem(item.index()), edit.text(), item.answer());
    return Optional.of(row(index, kind, made, Generator.BENCHMARK, item.id(), edit.how()));
  }

  private Optional<PoolRow> defect(long index, Draw draw) {
    Defect defect = Defect.values()[draw.below(Defect.values().length)];
    SyntheticProblem own = problem(index);
    Defect.Damaged damaged =
        defect.apply(own.problem(), own.answer(), own.language(), index + 100, draw);
    SyntheticProblem made = with(own, damaged.problem(), damaged.answer());
    return Optional.of(row(index, Kind.DEFECT, made, null, null, defect.code()));
  }

  private Optional<PoolRow> malformed(Kind kind, long index, Draw draw) {
    SyntheticProblem own = problem(index);
    String text = kind == Kind.MISSING_PROBLEM ? draw.of(null, "", "  ") : own.problem();
    return Optional.of(row(index, kind, with(own, text, own.answer()), null, null, null));
  }

  private PoolRow row(
      long index, Kind kind, SyntheticProblem made, String ofSource, String of, String note) {
    return new PoolRow(
        Long.toString(index),
        source(index, kind, made),
        kind,
        ofSource,
        of,
        note,
        made.family(),
        made.domain(),
        made.level(),
        made.language(),
        made.problem(),
        made.answer(),
        made.solution());
  }

  private Source source(long index, Kind kind, SyntheticProblem made) {
    Draw draw = new Draw(config.seed(), PLACE, index);
    boolean malformed =
        kind == Kind.BROKEN_JSON || kind == Kind.INVALID_UTF8 || kind == Kind.MISSING_PROBLEM;
    if (malformed) {
      return Source.WEB;
    }
    if (made.language().equals("zh")) {
      return draw.chance(0.9) ? Source.ZH : Source.WEB;
    }
    boolean story = made.domain().equals("word problems") && Shapes.splits(made.problem());
    return story && draw.chance(0.7) ? Source.STORIES : source(index);
  }

  private static SyntheticProblem with(SyntheticProblem p, String problem, String answer) {
    return new SyntheticProblem(
        p.index(),
        p.family(),
        p.domain(),
        p.level(),
        p.language(),
        problem,
        answer,
        boxing(p.solution(), answer));
  }

  /** The solution with another answer in its box, or cut before the box where there is none. */
  private static String boxing(String solution, String answer) {
    int box = solution.lastIndexOf("\\boxed{");
    if (answer != null && !answer.isEmpty()) {
      String close = solution.endsWith("。") ? "}。" : "}.";
      return solution.substring(0, box) + "\\boxed{" + answer + close;
    }
    String close = solution.endsWith("。") ? "所以" : "So the";
    return solution.substring(0, solution.lastIndexOf(close, box)).strip();
  }

  /**
   * Harder problems beyond those of the pool, long ones preferred: word runs cannot see a short
   * item, so only every sixth is short. Every tenth carries the boilerplate that innocents carry
   * too.
   */
  private static List<Item> benchmark(GeneratorConfig config) {
    List<Item> items = new ArrayList<>();
    for (long index = config.rows(); items.size() < config.benchmarkItems(); index++) {
      SyntheticProblem problem = Families.problem(config.seed(), index);
      int words =
          problem.language().equals("zh")
              ? problem.problem().length() / 2
              : problem.problem().split(" ").length;
      Draw draw = new Draw(config.seed(), ITEM, index);
      if (problem.level() < 3 || words < 14 && draw.below(6) > 0) {
        continue;
      }
      boolean boilerplate = problem.language().equals("en") && draw.below(10) == 0;
      String text = boilerplate ? Wrapping.boilerplate(problem.problem(), draw) : problem.problem();
      items.add(
          new Item("synthetic-" + items.size(), index, text, problem.answer(), problem.language()));
    }
    return List.copyOf(items);
  }
}
