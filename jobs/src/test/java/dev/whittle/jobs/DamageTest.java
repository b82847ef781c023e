// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///run/05-near-dedup/verdict=kept/part-00000-e2aa-c000.zstd.parquet | 'Encountered error while reading file %s. Details:'",
        "file:/pool/a.jsonl.gz                                                  | 'Input path %s was cut'",
        "hdfs://name:8020/run/part-0.snappy.parquet                             | 'File does not exist: %s'",
        "s3a://bucket/a b/part-1.parquet                                        | 'CRC in [%s, column problem]'",
        "file:///data/v1.5/part-2.parquet                                       | 'While reading %s.'",
        "file:/pool/a.jsonl.bz2                                                 | '%s: Unexpected end of a stream, see a.b for more'",
        "s3a://bucket/run.json                                                  | 'open (%s)'",
      })
  void theFileIsNamedToItsLastEnding(String file, String message) {
    Throwable error =
        new RuntimeException(
            message.formatted(file), new IOException("CRC checksum verification failed"));
    Damage.Words words = Damage.words(error).orElseThrow();
    assertEquals(Main.BROKEN, words.code());
    assertTrue(
        words.message().startsWith("Cannot read " + file + ": its bytes are not"), words.message());
  }

  @Test
  void aFullDiskIsSaidBeforeWhatItBroke() {
    Throwable error =
        new RuntimeException(
            "CRC checksum verification failed in file:/a.parquet",
            new IOException("No space left on device"));
    assertTrue(Damage.words(error).orElseThrow().message().startsWith("Cannot write: "));
  }

  @Test
  void aFileThatIsGoneIsNoFaultOfOurs() {
    Damage.Words words =
        Damage.words(new FileNotFoundException("File file:/pool/a.parquet does not exist"))
            .orElseThrow();
    assertEquals(Main.FAULT, words.code());
    assertTrue(words.message().startsWith("Cannot read file:/pool/a.parquet: it is gone"));
  }

  @Test
  void aServerThatIsNotThereIsOneLine() {
    Damage.Words words =
        Damage.words(
                new UncheckedIOException(
                    new IOException(
                        "getFileStatus on s3a://bucket/run.json",
                        new UnknownHostException("bucket.store.example"))))
            .orElseThrow();
    assertEquals(Main.FAULT, words.code());
    assertTrue(
        words.message().startsWith("Cannot reach a server that was named: bucket.store.example. "));
  }

  /** Nothing that the user has to mend: an outage, and a retry may do. */
  @Test
  void aServerThatRefusesIsNamedAndMayBeTriedAgain() {
    ConnectException refused = new ConnectException("Connection refused");
    ConnectException named = new ConnectException("Call From here to there:8020 failed");
    named.initCause(refused);
    Damage.Words words = Damage.words(new UncheckedIOException(named)).orElseThrow();
    assertEquals(1, words.code());
    assertTrue(words.message().contains("there:8020"), words.message());
    Throwable silent = new ConnectException(null).initCause(named);
    assertTrue(Damage.words(silent).orElseThrow().message().contains("there:8020"));
  }

  @Test
  void whereAStoreIsStandsInSparksSettings() {
    System.setProperty("spark.hadoop.fs.s3a.endpoint", "http://store.example");
    try {
      assertEquals("http://store.example", HadoopSettings.of().get("fs.s3a.endpoint"));
    } finally {
      System.clearProperty("spark.hadoop.fs.s3a.endpoint");
    }
  }

  @Test
  void anErrorWithoutAFileIsLeftToOthers() {
    assertTrue(Damage.words(new IllegalStateException("no rows")).isEmpty());
  }
}
