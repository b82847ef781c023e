// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.BudgetConfig;
import dev.whittle.config.ModelConfig;
import dev.whittle.pipeline.Pipeline;
import dev.whittle.pipeline.Priced;
import dev.whittle.sampling.Forecast;
import dev.whittle.sampling.Forecast.Figure;
import dev.whittle.solve.KeepBand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From a pilot to lines for people: what the stages will cost. */
final class PilotWords {
  private final Map<String, ModelConfig> models;
  private final int gpus;

  PilotWords(Map<String, ModelConfig> models, int gpus) {
    this.models = models;
    this.gpus = gpus;
  }

  List<String> of(List<Pipeline.Piloted> pilot) {
    List<String> lines = new ArrayList<>();
    Forecast last = null;
    for (Pipeline.Piloted stage : pilot) {
      lines.add("");
      lines.add(
          format(
              "%s: tried on %,d problems, kept %,d of them.",
              stage.stage(), stage.judged(), stage.kept()));
      for (Priced.Price price : stage.prices()) {
        if (price.attempts().length == 0) {
          lines.add(
              "  "
                  + price.model()
                  + ": no problem of the pilot came so far. Give a larger --pilot.");
          return lines;
        }
        KeepBand band = new KeepBand(price.n(), price.lo(), price.hi());
        last =
            last == null
                ? Forecast.of(
                    stage.in().orElseThrow(),
                    band,
                    price.attempts(),
                    price.correct(),
                    price.bought(),
                    price.completionTokens())
                : last.then(
                    band,
                    price.attempts(),
                    price.correct(),
                    price.bought(),
                    price.completionTokens());
        model(lines, price, last);
      }
    }
    lines.add("");
    lines.add("Attempts of the pilot are in the run and are not bought again.");
    return lines;
  }

  private void model(List<String> lines, Priced.Price price, Forecast forecast) {
    lines.add(
        format(
            "  %s, keep %d..%d of %d: %,d attempts at %,d problems; their solve rates fit Beta(%.2f, %.2f).",
            price.model(),
            price.lo(),
            price.hi(),
            price.n(),
            Arrays.stream(price.bought()).asLongStream().sum(),
            price.attempts().length,
            forecast.fit()[0],
            forecast.fit()[1]));
    Figure attempts = forecast.attempts();
    double all = forecast.problems().value() * price.n();
    lines.add(
        format(
            "    %s problems will take %s attempts, %.0f%% fewer than all %d, and %s completion tokens; %s will be kept.",
            words(forecast.problems()),
            words(attempts),
            all == 0 ? 0 : 100 * (1 - attempts.value() / all),
            price.n(),
            words(forecast.completionTokens()),
            words(forecast.kept())));
    if (price.seconds() > 0 && price.boughtTokens() > 0) {
      double speed = price.boughtTokens() / price.seconds();
      lines.add(
          format(
              "    At the pilot's %,.0f tokens/s from %d GPU%s: %s GPU-hours. More requests in flight are faster.",
              speed,
              gpus,
              gpus == 1 ? "" : "s",
              hours(forecast.completionTokens().times(gpus / speed / 3600))));
    } else {
      lines.add("    Nothing had to be bought now, so there is no speed to tell GPU-hours from.");
    }
    BudgetConfig budget = models.get(price.model()).asked().orElseThrow().budget();
    if (budget.attempts() > 0 && attempts.high() > budget.attempts()) {
      lines.add(format("    The budget of %,d attempts may not suffice.", budget.attempts()));
    }
    if (budget.completionTokens() > 0
        && forecast.completionTokens().high() > budget.completionTokens()) {
      lines.add(
          format(
              "    The budget of %,d completion tokens may not suffice.",
              budget.completionTokens()));
    }
  }

  private static String words(Figure figure) {
    return figure.low() == figure.high()
        ? format("%,.0f", figure.value())
        : format("%,.0f (%,.0f to %,.0f)", figure.value(), figure.low(), figure.high());
  }

  private static String hours(Figure figure) {
    return format("%,.2f (%,.2f to %,.2f)", figure.value(), figure.low(), figure.high());
  }

  private static String format(String words, Object... arguments) {
    return String.format(Locale.ROOT, words, arguments);
  }
}
