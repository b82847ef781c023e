// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whittle.TestSpark;
import dev.whittle.config.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HtmlReportTest {
  /** Where the page of the whole run is left, to be looked at. */
  private static final Path LOOK = Path.of("target", "report");

  @TempDir Path temporary;

  @Test
  void showsFunnelReasonsGatesAndCoreSet() throws IOException {
    String page = page(FakeRun.whole(temporary));
    Files.createDirectories(LOOK);
    Files.writeString(LOOK.resolve("report.html"), page);
    assertThat(page)
        .contains("<h1>recorded</h1>", "2026-11-22 20:15 to 2026-11-22 20:31 UTC")
        .contains("1,184,372", "1 in 39,479")
        .contains("exact-duplicate", "301,444", "the same text as a better-ranked problem")
        .contains("✗ Broken: size.", "30 problems, 817 wanted", "✓ Met: quotas.")
        .contains("by benchmark", "olympiadbench", "mean difficulty", "0.9123")
        .contains("Solved by baseline", "Solved by strong")
        .contains(
            "Chain by deepseek-r1, ", "Official solution, 16 characters", "No worked solution")
        .contains("设 $x$ 为正整数", "hardest left in algebra")
        .doesNotContain("Beyond the size.");
  }

  @Test
  void saysHowTheCoreSetDiffersFromRandomDraws() throws IOException {
    String page = page(FakeRun.whole(temporary));
    assertThat(page)
        .contains("What the selection weighed", "of the 1,184,372 problems of the pool")
        // Outside of the interval of random draws, and inside.
        .contains("<td><b>0.912</b><br><small>0.450 to 0.550 · best score 0.990</small></td>")
        .contains("<td>200<br><small>190 to 211 · best score 210</small></td>");
    // log2 of 1,184,372 choose 30, which is 497.56.
    assertThat(page).contains("<th scope=\"row\" class=\"num\">30</th><td class=\"num\">498</td>");
  }

  @Test
  void listsTheRowsByRank() throws IOException {
    List<Integer> ranks = new ArrayList<>();
    Matcher rows = Pattern.compile("<tr id=\"r(\\d+)\">").matcher(page(FakeRun.whole(temporary)));
    while (rows.find()) {
      ranks.add(Integer.valueOf(rows.group(1)));
    }
    assertThat(ranks).hasSize(30).isSorted().startsWith(1);
  }

  @Test
  void keepsHostileTextAsText() throws IOException {
    String page = page(FakeRun.whole(temporary));
    assertThat(page)
        .contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;")
        .contains("⟨U+0000⟩⟨U+0007⟩⟨U+001B⟩[31m", "⟨U+2028⟩⟨U+2029⟩⟨U+202E⟩")
        .doesNotContain("\u0000", "\u2028", "\u202e");
    String markup = markup(page);
    assertThat(markup).doesNotContain("<img", "<script", "</script");
    assertThat(count(markup, "</table></div>") + 1)
        .as("tables closed by the page alone")
        .isEqualTo(count(markup, "<table"));
    // Every attribute of the page is the page's own.
    Matcher tags = Pattern.compile("<[a-z][^>]*>").matcher(markup);
    while (tags.find()) {
      assertThat(tags.group()).doesNotContainPattern("\\son[a-z]+=|javascript:");
    }
  }

  @Test
  void fetchesNothing() throws IOException {
    String page = page(FakeRun.whole(temporary));
    assertThat(page).contains("Content-Security-Policy", "default-src 'none'");
    assertThat(markup(page)).doesNotContainPattern("(?i)(src|href)=\"?(https?:|//)");
    String style = page.substring(page.indexOf("<style>"), page.indexOf("</style>"));
    assertThat(style.replace("url(data:font/woff2;base64,", ""))
        .doesNotContainPattern("@import|url\\(");
  }

  @Test
  void givesEveryChartItsNumbersAsATable() throws IOException {
    String page = page(FakeRun.whole(temporary));
    assertThat(count(page, "data-chart=")).isEqualTo(count(page, "<summary>The numbers</summary>"));
    // The fake run's core set: of 30 problems 25 with a difficulty of 0.70 to 0.94.
    assertThat(page)
        .contains("<h3>Duplicates by class</h3>", "<h3>Difficulty</h3>")
        .contains(
            "<tr><th scope=\"row\">format-duplicate</th><td class=\"num\">0</td><td class=\"num\">40,020</td></tr>")
        .contains(
            "<tr><th scope=\"row\">0.9–1.0</th><td class=\"num\">32.3 %</td><td class=\"num\">33.3 %</td></tr>");
  }

  @Test
  void staysBelowFiveMegabytesForTwoThousandLongChains() throws IOException {
    FakeRun run = new FakeRun(temporary);
    List<Row> rows = new ArrayList<>();
    String chain = "Wait, <let> me check & see; 所以 $x < 3$. ".repeat(400);
    for (int rank = 1; rank <= 2_100; rank++) {
      rows.add(FakeRun.kept(rank, "Problem. ".repeat(rank % 400), "42", chain + rank + " end"));
    }
    run.stage("core-set", 2_100, Map.of(), 1);
    run.core(rows);
    String page = page(run);
    assertThat(temporary.resolve("report.html")).isNotEmptyFile();
    assertThat(Files.size(temporary.resolve("report.html"))).isBetween(4_000_000L, 5_000_000L);
    assertThat(count(page, "<tr id=")).isEqualTo(2_000);
    assertThat(page)
        .contains("The first 2,000 of 2,100 problems are shown.")
        .contains("characters left out", "2000 end</div>")
        .contains("</html>");
  }

  @Test
  void reportsARunWithoutACoreSet() throws IOException {
    FakeRun run = new FakeRun(temporary);
    run.stage("ingest", 10, Map.of("malformed-record", 1), 1);
    assertThat(page(run)).contains("This run has no finished core-set stage.", "after ingest");
  }

  @Test
  void reportsAnEmptyCoreSet() throws IOException {
    FakeRun run = new FakeRun(temporary);
    run.stage("core-set", 1, Map.of("beyond-size", 1), 1);
    run.core(List.of(FakeRun.row(1, "Beyond.", "0", null, null, "rejected")));
    assertThat(page(run)).contains("<tbody>\n</tbody>", "</html>").doesNotContain("Beyond.");
  }

  @Test
  void leavesOnlyThePageBehind() throws IOException {
    page(FakeRun.whole(temporary));
    page(FakeRun.whole(temporary));
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.contains("report"))
          .containsExactly("report.html");
    }
  }

  @Test
  void refusesAFolderThatIsNoRun() {
    assertThatThrownBy(
            () -> HtmlReport.write(TestSpark.session(), temporary.resolve("nothing").toString()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot read the run: there is no run.json");
  }

  private static String page(FakeRun run) throws IOException {
    HtmlReport.write(TestSpark.session(), run.uri());
    return Files.readString(run.path("report.html"));
  }

  /** The page without its own script and style, each of which it has once. */
  private static String markup(String page) {
    String without = page.replaceFirst("(?s)<style>.*?</style>", "");
    String script = Vendored.own("report.js");
    int end = without.indexOf(script + "</script>");
    int start = without.lastIndexOf("<script>", end);
    assertThat(start).isPositive();
    assertThat(without.substring(start)).contains(Vendored.echarts(), Vendored.katexScript());
    return without.substring(0, start) + without.substring(end + script.length() + 9);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
