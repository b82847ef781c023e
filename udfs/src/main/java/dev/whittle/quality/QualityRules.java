// SPDX-License-Identifier: Apache-2.0
package dev.whittle.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks every rule of a policy about a problem. Thread-safe; total: any text gives a result, in time
 * linear in its length but for a small factor (the number of phrases looked for).
 */
public final class QualityRules {
  private final QualityPolicy policy;

  public QualityRules(QualityPolicy policy) {
    this.policy = policy;
  }

  /**
   * What was found.
   *
   * @param findings every rule that the problem breaks, in the order of {@link Rule}; empty when it
   *     is sound
   * @param language of the statement, a two-letter code, or {@code other}
   */
  public record Result(List<Finding> findings, String language) {}

  /**
   * Checks a problem.
   *
   * @param problem the statement; null counts as empty
   * @param answer the final answer, or null
   * @param options the options of a source that keeps them apart from the statement, or null
   */
  public Result check(String problem, String answer, String options) {
    Statement statement = new Statement(problem, answer, options);
    String language = Languages.of(statement);
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      if (policy.rules().contains(rule)) {
        ask(rule, statement, language).ifPresent(findings::add);
      }
    }
    return new Result(List.copyOf(findings), language);
  }

  private Optional<Finding> ask(Rule rule, Statement statement, String language) {
    return switch (rule) {
      case ENCODING_DAMAGE -> Damage.encoding(statement);
      case PLACEHOLDER_NUMBERS -> Damage.placeholders(statement);
      case UNWANTED_LANGUAGE -> Languages.unwanted(language, policy.languages());
      case NOT_MATHEMATICS -> Subject.notMathematics(statement);
      case TOO_SHORT -> Lengths.tooShort(statement, policy.minTokens());
      case TOO_LONG -> Lengths.tooLong(statement, policy.maxCharacters());
      case BROKEN_LATEX -> Damage.latex(statement);
      case NEEDS_IMAGE -> Missing.image(statement, policy.drawings());
      case NEEDS_CONTEXT -> Missing.context(statement);
      case HYPERLINK -> Missing.link(statement);
      case MULTIPLE_CHOICE -> Questions.multipleChoice(statement);
      case PROOF -> Questions.proof(statement);
      case YES_NO -> Questions.yesNo(statement);
      case SEVERAL_QUESTIONS -> Questions.several(statement);
      case NO_ANSWER -> Answers.none(statement);
      case UNVERIFIABLE_ANSWER ->
          Answers.unverifiable(statement, policy.maxAnswerWords(), policy.verifiable());
      case ANSWER_LEAKED -> Answers.leaked(statement);
    };
  }
}
