// SPDX-License-Identifier: Apache-2.0
package dev.whittle.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What {@code _stage.json} says of a finished stage. The file is the commit point of the stage.
 *
 * @param stage the stage's name
 * @param position its place in the funnel, from 1
 * @param algorithm the stage's algorithm number
 * @param fingerprint sha256 over everything that decides the result
 * @param decides what the fingerprint was made of, to tell what differs
 * @param in rows judged
 * @param kept rows kept
 * @param rejected rows rejected, by reason code
 * @param overruled rows kept only because a person allowed them
 * @param seconds wall time, reading and writing included
 * @param rowsPerSecond {@code in} over seconds
 * @param peakHeapBytes the driver JVM's largest heap while the stage ran; on a laptop that is all
 *     of Spark
 * @param digest of (problem_id, verdict, reason, evidence) over all rows
 * @param keptIds digest of the ids of the kept rows
 * @param data the folder of the rows: a name in this run, or a URI in the run it was taken from
 * @param files the Parquet files under {@code data}
 * @param metrics small facts the stage measured
 * @param notes lines the stage told
 * @param build the version that ran, recorded and not compared
 */
public record StageResult(
    String stage,
    int position,
    int algorithm,
    String fingerprint,
    Map<String, Object> decides,
    long in,
    long kept,
    Map<String, Long> rejected,
    long overruled,
    double seconds,
    @JsonProperty("rows_per_second") double rowsPerSecond,
    @JsonProperty("peak_heap_bytes") long peakHeapBytes,
    String digest,
    @JsonProperty("kept_ids") String keptIds,
    String data,
    List<RunFiles.DataFile> files,
    Map<String, Object> metrics,
    List<String> notes,
    String build) {

  /** All rejected rows. */
  public long rejectedRows() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  StageResult withData(String uri) {
    return new StageResult(
        stage,
        position,
        algorithm,
        fingerprint,
        decides,
        in,
        kept,
        rejected,
        overruled,
        seconds,
        rowsPerSecond,
        peakHeapBytes,
        digest,
        keptIds,
        uri,
        files,
        metrics,
        notes,
        build);
  }
}
