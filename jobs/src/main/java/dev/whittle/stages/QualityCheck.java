// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.answer.AnswerVerifier;
import dev.whittle.answer.VerifierPolicy;
import dev.whittle.config.QualityConfig;
import dev.whittle.config.QualityConfig.Switch;
import dev.whittle.quality.DomainModel;
import dev.whittle.quality.Finding;
import dev.whittle.quality.Msc;
import dev.whittle.quality.QualityPolicy;
import dev.whittle.quality.QualityRules;
import dev.whittle.quality.Rule;
import dev.whittle.schema.Columns;
import dev.whittle.schema.Schemas;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.StructType;

/** All rules on one row: statement, answer, options, domain. */
final class QualityCheck implements UDF4<String, String, String, String, Row> {
  /** What quality adds, and the reason. */
  static final StructType SCHEMA = Schemas.concat(Schemas.QUALITY, reason());

  private final QualityConfig config;
  private final DomainModel model;
  private transient volatile Prepared prepared;

  /**
   * @param config the rules
   * @param model guesses the class of a problem whose domain is not mapped; null when there is none
   */
  QualityCheck(QualityConfig config, DomainModel model) {
    this.config = config;
    this.model = model;
  }

  private static StructType reason() {
    return Schemas.struct(Schemas.VERDICT.apply(Columns.REASON));
  }

  /** What is made of the configuration once in each task. */
  private record Prepared(QualityRules rules, Set<Rule> rejecting, DomainGroups groups) {}

  private Prepared prepared() {
    Prepared made = prepared;
    if (made == null) {
      Set<Rule> asked = EnumSet.noneOf(Rule.class);
      Set<Rule> rejecting = EnumSet.noneOf(Rule.class);
      for (Rule rule : Rule.values()) {
        Switch on = config.rules().get(rule.code());
        if (on != Switch.OFF) {
          asked.add(rule);
        }
        if (on == Switch.REJECT) {
          rejecting.add(rule);
        }
      }
      AnswerVerifier verifier = new AnswerVerifier(VerifierPolicy.standard());
      QualityPolicy policy =
          new QualityPolicy(
              asked,
              config.minTokens(),
              config.maxCharacters(),
              config.maxAnswerWords(),
              config.drawings(),
              List.copyOf(new HashSet<>(config.languages())),
              verifier::verifiable);
      made = new Prepared(new QualityRules(policy), rejecting, new DomainGroups(config.domains()));
      prepared = made;
    }
    return made;
  }

  @Override
  public Row call(String problem, String answer, String options, String domain) {
    Prepared ready = prepared();
    QualityRules.Result result = ready.rules().check(problem, answer, options);
    List<Finding> findings = result.findings();
    String[] codes = new String[findings.size()];
    String[] evidence = new String[findings.size()];
    String reason = null;
    for (int i = 0; i < codes.length; i++) {
      Finding finding = findings.get(i);
      codes[i] = finding.rule().code();
      evidence[i] = finding.evidence();
      if (reason == null && ready.rejecting().contains(finding.rule())) {
        reason = codes[i];
      }
    }
    Msc msc = ready.groups().of(domain);
    Double confidence = msc == null ? null : 1.0;
    if (msc == null && model != null) {
      DomainModel.Guess guess = model.of(problem);
      confidence = guess.confidence();
      msc = confidence >= config.classifier().minConfidence() ? guess.msc() : null;
    }
    return RowFactory.create(
        codes,
        evidence,
        result.language(),
        msc == null ? null : msc.code(),
        msc == null ? null : msc.group(),
        confidence,
        reason);
  }
}
