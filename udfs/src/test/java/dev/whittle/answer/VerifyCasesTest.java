// SPDX-License-Identifier: Apache-2.0
package dev.whittle.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerifyCasesTest {

  private final AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());

  private String run(String in, VerifyCases.Summary expected) throws IOException {
    StringWriter out = new StringWriter();
    assertThat(VerifyCases.run(new BufferedReader(new StringReader(in)), out, verifier))
        .isEqualTo(expected);
    return out.toString();
  }

  @Test
  void writesOneLineForEveryCaseAndKeepsItsId() throws IOException {
    String out =
        run(
            """
            {"id": "a", "gold": "1/2", "prediction": "so \\\\boxed{0.5}"}
            {"id": 7, "gold": 12, "prediction": "The answer is 13.", "kind": "integer"}
            {"gold": "x", "prediction": null}
            """,
            new VerifyCases.Summary(3, 1, 0, List.of()));
    assertThat(out)
        .isEqualTo(
            """
            {"id":"a","equivalent":true,"extracted":"0.5","rule":"box"}
            {"id":7,"equivalent":false,"extracted":"13","rule":"cue"}
            {"id":null,"equivalent":false,"extracted":null,"rule":"none"}
            """);
  }

  @Test
  void reportsMalformedLinesByNumberAndGoesOn() throws IOException {
    String out =
        run(
            """
            {"id": 1, "gold": "1", "prediction": "1"}
            nonsense

            {"id": 4, "prediction": "1"}
            {"id": 5, "gold": ["1"], "prediction": "1"}
            [1]
            {"id": 7, "gold": "1", "prediction": "1"} x
            {"id": 8, "gold": "1", "prediction": "1"}
            """,
            new VerifyCases.Summary(8, 2, 6, List.of(2L, 3L, 4L, 5L, 6L, 7L)));
    assertThat(out.lines()).hasSize(8);
    assertThat(out.lines().toList().get(3))
        .isEqualTo(
            "{\"id\":4,\"equivalent\":false,\"extracted\":null,\"rule\":\"none\",\"error\":\"line"
                + " 4: no gold\"}");
    assertThat(out.lines().toList().get(7)).contains("\"id\":8,\"equivalent\":true");
  }

  @Test
  void writesNothingForNothing() throws IOException {
    assertThat(run("", new VerifyCases.Summary(0, 0, 0, List.of()))).isEmpty();
  }
}
