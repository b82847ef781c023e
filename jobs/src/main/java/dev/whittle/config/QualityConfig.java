// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import dev.whittle.quality.Msc;
import dev.whittle.quality.QualityPolicy.Drawings;
import dev.whittle.quality.Rule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What makes a problem unusable, and how domains are grouped. */
public record QualityConfig(
    @Doc("Every rule with what it does: reject | report | off.") Map<String, Switch> rules,
    @Doc("Fewest tokens of a statement: a word, a number, a Han character or a sign each.")
        @Range(min = 0, max = 1_000)
        int minTokens,
    @Doc("Most characters of a statement.") @Range(min = 1, max = 10_000_000) int maxCharacters,
    @Doc("Most words of an answer, LaTeX left out; more make a sentence that only a reader judges.")
        @Range(min = 1, max = 1_000)
        int maxAnswerWords,
    @Doc("What a drawing given as source, such as [asy], is worth: keep | reject.")
        Drawings drawings,
    @Doc("Languages that are wanted, as two-letter codes.") List<String> languages,
    @Doc("Fields of extra that hold the options of a multiple-choice source.")
        List<String> optionFields,
    @Doc(
            "A source's own domain to the two digits of a top-level class of MSC 2020; case, _ and - do "
                + "not count, and a trailing * takes all that begin so.")
        Map<String, String> domains,
    @Doc("How the class is told of problems whose domain is not mapped.")
        DomainClassifierConfig classifier)
    implements Serializable {

  /** What a rule does. */
  public enum Switch {
    /** A problem that breaks it is rejected. */
    REJECT,
    /** It is asked, and what it finds is evidence only. */
    REPORT,
    /** It is not asked. */
    OFF
  }

  public QualityConfig {
    List<String> known = Arrays.stream(Rule.values()).map(Rule::code).toList();
    List<String> wrong = new ArrayList<>();
    for (String name : rules.keySet()) {
      if (!known.contains(name)) {
        wrong.add("unknown rule '" + name + "'" + Problems.suggestion(name, known));
      }
    }
    for (String name : known) {
      if (!rules.containsKey(name)) {
        wrong.add("rules." + name + " is missing (reject | report | off)");
      }
    }
    domains.forEach(
        (domain, code) -> {
          if (Msc.of(code).isEmpty()) {
            wrong.add(
                "domains."
                    + domain
                    + " is '"
                    + code
                    + "', no top-level class of MSC 2020"
                    + Problems.suggestion(code, Msc.codes()));
          }
        });
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  /** The same with other switches. */
  public QualityConfig withRules(Map<String, Switch> rules) {
    return new QualityConfig(
        rules,
        minTokens,
        maxCharacters,
        maxAnswerWords,
        drawings,
        languages,
        optionFields,
        domains,
        classifier);
  }
}
