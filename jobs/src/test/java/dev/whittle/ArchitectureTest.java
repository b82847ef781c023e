// SPDX-License-Identifier: Apache-2.0
package dev.whittle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.whittle.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final JavaClasses WHITTLE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.whittle");

  @Test
  void functionsAreFreeOfSparkButForTheirRegistration() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.whittle.text..",
            "dev.whittle.answer..",
            "dev.whittle.solve..",
            "dev.whittle.chain..",
            "dev.whittle.onnx..",
            "dev.whittle.quality..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..")
        .check(WHITTLE);
  }

  @Test
  void functionsDoNotKnowTheFunnel() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.whittle.text..",
            "dev.whittle.answer..",
            "dev.whittle.solve..",
            "dev.whittle.chain..",
            "dev.whittle.onnx..",
            "dev.whittle.quality..",
            "dev.whittle.udfs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.whittle.jobs..",
            "dev.whittle.pipeline..",
            "dev.whittle.stages..",
            "dev.whittle.schema..",
            "dev.whittle.config..",
            "dev.whittle.report..",
            "dev.whittle.source..",
            "dev.whittle.attempts..",
            "dev.whittle.synthetic..")
        .check(WHITTLE);
  }

  @Test
  void nobodyKnowsTheCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.whittle.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.whittle.jobs..")
        .check(WHITTLE);
  }

  @Test
  void thePipelineDoesNotKnowItsStages() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.whittle.pipeline..",
            "dev.whittle.schema..",
            "dev.whittle.config..",
            "dev.whittle.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.whittle.stages..", "dev.whittle.source..", "dev.whittle.attempts..")
        .check(WHITTLE);
  }

  @Test
  void aStageNeverKnowsAnotherStage() {
    List<String> found = new ArrayList<>();
    for (JavaClass stage : WHITTLE) {
      if (!stage.isAssignableTo(Stage.class)) {
        continue;
      }
      for (Dependency dependency : stage.getDirectDependenciesFromSelf()) {
        JavaClass other = dependency.getTargetClass();
        if (other.isAssignableTo(Stage.class) && !other.isInterface() && !other.equals(stage)) {
          found.add(stage.getSimpleName() + " knows " + other.getSimpleName());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void configurationKnowsNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("dev.whittle.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "dev.whittle.pipeline..")
        .check(WHITTLE);
  }
}
