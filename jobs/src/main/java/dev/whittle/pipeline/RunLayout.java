// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import java.util.Locale;

/** Where things are in a run's directory; others rely on it (notebooks, Airflow, tests). */
public record RunLayout(String run) {
  public String stage(int position, String name) {
    return run + "/" + String.format(Locale.ROOT, "%02d-%s", position, name);
  }

  /** Where a finished stage's rows are: in this run, or in the run they were taken from. */
  public String data(StageResult result) {
    return result.data().contains(":/") ? result.data() : run + "/" + result.data();
  }

  public static String manifest(String stageFolder) {
    return stageFolder + "/_stage.json";
  }

  public String runJson() {
    return run + "/run.json";
  }

  public String configYaml() {
    return run + "/config.yaml";
  }

  public String statusJson() {
    return run + "/status.json";
  }

  public String funnelJson() {
    return run + "/funnel.json";
  }

  public String scratch(String stage) {
    return run + "/_scratch/" + stage;
  }

  public String table(String stage, String name) {
    return run + "/tables/" + stage + "-" + name;
  }
}
