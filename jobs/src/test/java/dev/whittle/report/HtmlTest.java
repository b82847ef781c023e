// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class HtmlTest {
  @Test
  void leavesNoMarkupStanding() {
    assertThat(Html.text("</script><b a='1' c=\"2\">&amp;`"))
        .isEqualTo("&lt;/script&gt;&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&#96;");
  }

  @Test
  void namesWhatCannotBeSeen() {
    assertThat(Html.text("a\u0000\u001b\u2028\u202e\ufeff\ud800b"))
        .isEqualTo("a⟨U+0000⟩⟨U+001B⟩⟨U+2028⟩⟨U+202E⟩⟨U+FEFF⟩⟨U+D800⟩b");
    assertThat(Html.text("tab\tline\r\nline\rx")).isEqualTo("tab\tline\nline⟨U+000D⟩x");
    assertThat(Html.text("设 $x$ 🙂 𝑥")).isEqualTo("设 $x$ 🙂 𝑥");
    assertThat(Html.text(null)).isEmpty();
  }

  @Test
  void cutsTheMiddleAndSaysHowMuchIsMissing() {
    assertThat(Html.excerpt("0123456789", 10)).isEqualTo("0123456789");
    assertThat(Html.excerpt("0123456789ab", 9))
        .isEqualTo("012345 <span class=\"cut\">[… 3 characters left out …]</span> 9ab");
    assertThat(Html.excerpt("设设设设", 9))
        .startsWith("设设 <span")
        .endsWith("[… 1 characters left out …]</span> 设");
  }

  @Property
  void escapesAnyText(@ForAll String raw) {
    String text = Html.text(raw);
    assertThat(text).doesNotContain("<", ">", "\"", "'", "`");
    assertThat(text.replaceAll("&(lt|gt|amp|quot|#39|#96);", "")).doesNotContain("&");
  }

  @Property
  void neverExceedsItsBytes(
      @ForAll @StringLength(max = 300) String raw, @ForAll @IntRange(max = 400) int bytes) {
    String shown = Html.excerpt(raw, bytes).replaceAll(" <span.*</span> ", "");
    assertThat(shown.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
  }
}
