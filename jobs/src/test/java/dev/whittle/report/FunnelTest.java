// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class FunnelTest {
  private static final String THREE_STAGES =
      """
      [
        {"stage": "ingest", "in": 1184372, "kept": 1184000,
         "rejected": {"malformed-record": 12, "missing-problem": 360},
         "seconds": 61.52, "rows_per_second": 19251.8},
        {"stage": "exact-dedup", "in": 1184000, "kept": 1184000, "rejected": {},
         "seconds": 214, "rows_per_second": 5532.7},
        {"stage": "core-set", "in": 1184000, "kept": 817, "rejected": {"beyond-size": 1183183},
         "seconds": 4.26, "rows_per_second": 277934.3}
      ]
      """;

  @Test
  void alignsCountsAndIndentsReasonsTheMostFrequentFirst() throws JsonProcessingException {
    assertThat(Funnel.table(new ObjectMapper().readTree(THREE_STAGES)))
        .isEqualTo(
            """
            funnel stage                  in       kept   rejected      kept        time   rows/s
            -------------------------------------------------------------------------------------
             1 ingest              1,184,372  1,184,000        372  99.969 %        62 s   19,252
                 missing-problem                               360
                 malformed-record                               12
             2 exact-dedup         1,184,000  1,184,000          0   100.0 %  3 min 34 s    5,533
             3 core-set            1,184,000        817  1,183,183   0.069 %       4.3 s  277,934
                 beyond-size                             1,183,183

            1,184,372 problems in, 817 kept (0.069 %) in 4 min 40 s.
            """);
  }

  @Test
  void saysSoWhenNoStageHasFinished() {
    assertThat(Funnel.table(new ObjectMapper().createArrayNode()))
        .isEqualTo("No funnel stage has finished.\n");
  }

  @Test
  void neverRoundsAFewToNoneOrNearlyAllToAll() {
    assertThat(Figures.share(817, 10_000_000)).isEqualTo("0.0082 %");
    assertThat(Figures.share(1, 10_000_000)).isEqualTo("0.000010 %");
    assertThat(Figures.share(9_999_999, 10_000_000)).isEqualTo("99.999990 %");
    assertThat(Figures.share(0, 5)).isEqualTo("0.0 %");
    assertThat(Figures.share(5, 5)).isEqualTo("100.0 %");
    assertThat(Figures.share(0, 0)).isEqualTo("–");
  }

  @Test
  void writesTimesAndNumbersForPeople() {
    assertThat(Figures.seconds(0.04)).isEqualTo("0.0 s");
    assertThat(Figures.seconds(99.4)).isEqualTo("99 s");
    assertThat(Figures.seconds(3599.6)).isEqualTo("1 h 00 min");
    assertThat(Figures.number(1234567)).isEqualTo("1,234,567");
    assertThat(Figures.number(0.25)).isEqualTo("0.25");
    assertThat(Figures.number(0.00001234)).isEqualTo("1.23e-05");
    assertThat(Figures.number(12345.678)).isEqualTo("12,345.7");
  }
}
