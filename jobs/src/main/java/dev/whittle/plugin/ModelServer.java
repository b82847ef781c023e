// SPDX-License-Identifier: Apache-2.0
package dev.whittle.plugin;

import dev.whittle.config.ManagedConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a model that this process has started for its tasks: one at a time.
 *
 * <p>It starts when the first task asks, so that no GPU is held while other stages run, and makes
 * way when a task asks for another model. When it dies it is started again on the same port, a
 * limited number of times. It ends with this process, however that ends: a shell between us reads a
 * pipe that only this process holds, and kills the server's process group at its end, which even
 * {@code kill -9} brings about.
 */
public final class ModelServer {
  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);
  private static final int TAIL_LINES = 25;
  private static final int LINE = 300;
  private static final int TAIL_BYTES = 16 << 10;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int PROBE_MILLIS = 2000;

  /** Until a server that was asked to end is killed: see the shell's loop. */
  private static final int GRACE_SECONDS = 10;

  /**
   * Until what was killed is waited for no longer. Killing takes effect some time after it was
   * asked for, and until then the port and the GPUs are held. A dead process that nobody has asked
   * after (Z) holds nothing; some containers keep them for ever.
   */
  private static final int KILL_SECONDS = 2;

  /**
   * {@code set -m} gives the server a process group of its own. The end of standard input means
   * that the executor has gone or wants the server gone.
   */
  private static final String KEEPER =
      """
      set -m
      exec 3<&0 2>/dev/null
      "$@" </dev/null 3<&- 2>&1 &
      server=$!
      {
        cat <&3 >/dev/null
        kill -TERM -- -$server 2>/dev/null
        for i in $(seq %d); do
          kill -0 -- -$server 2>/dev/null || exit
          sleep 0.1
        done
        kill -KILL -- -$server 2>/dev/null
      } &
      keeper=$!
      exec 3<&-
      wait $server
      status=$?
      kill -KILL -- -$keeper 2>/dev/null
      kill -KILL -- -$server 2>/dev/null
      for i in $(seq %d); do
        cat /proc/[0-9]*/stat | grep -q ") [^Z] [0-9]* $server " || break
        sleep 0.1
      done
      exit $status
      """
          .formatted(GRACE_SECONDS * 10, KILL_SECONDS * 10);

  private static volatile ModelServer current;

  private final ManagedConfig config;
  private final String model;
  private final String secret;
  private final String job;
  private final int port;
  private final Path log;
  private Process process;
  private int starts;
  private volatile boolean ready;
  private volatile boolean stopping;
  private volatile String failure;

  private ModelServer(ManagedConfig config, String model, String secret, String job)
      throws IOException {
    this.job = job;
    this.config = config;
    this.model = model;
    this.secret = secret;
    this.log = Files.createTempFile("whittle-server-", ".log");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  /** A server that does not start or does not stay, with the end of what it wrote. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String words) {
      super(words);
    }
  }

  /**
   * The server of this model, ready; starts it if need be.
   *
   * @param model its name in requests
   * @param secret what must not be told of its log, or null
   * @param job who asks: what failed for one job is tried again for the next only
   * @throws Failed when it does not get ready in time, or died too often
   */
  public static synchronized ModelServer of(
      ManagedConfig config, String model, String secret, String job)
      throws Failed, InterruptedException {
    ModelServer server = current;
    boolean same = server != null && server.config.equals(config) && server.model.equals(model);
    if (server != null && (!same || server.failure != null && !server.job.equals(job))) {
      server.end();
      server = null;
    }
    try {
      if (server == null) {
        server = new ModelServer(config, model, secret, job);
        Runtime.getRuntime().addShutdownHook(new Thread(server::end, "whittle-server-end"));
        current = server;
        server.start();
      }
      server.await();
      return server;
    } catch (IOException e) {
      if (server == null) {
        throw new Failed("Cannot start the server of " + model + ": " + e.getMessage());
      }
      server.failure = "Cannot start the server of " + model + ": " + e.getMessage();
      throw new Failed(server.failure);
    } catch (Failed e) {
      server.failure = e.getMessage();
      server.end();
      throw e;
    }
  }

  /** Ends the server, if there is one, be it ready or not. */
  static void stop() {
    ModelServer server = current;
    if (server != null) {
      server.end();
    }
  }

  /** The base URL of its OpenAI routes. */
  public String url() {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /** Why it is gone for good, if it is. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("bash", "-c", KEEPER, "whittle-server"));
    for (String word : config.command()) {
      command.add(
          word.replace("{port}", Integer.toString(port))
              .replace("{gpus}", String.join(",", ExecutorResources.gpus()))
              .replace(
                  "{gpu-count}", Integer.toString(Math.max(1, ExecutorResources.gpus().size())))
              .replace("{model}", model));
    }
    return command;
  }

  private synchronized void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!ExecutorResources.gpus().isEmpty()) {
      builder.environment().put("CUDA_VISIBLE_DEVICES", String.join(",", ExecutorResources.gpus()));
    }
    starts++;
    process = builder.start();
    process.onExit().thenAccept(this::died);
    LOG.info(
        "server of {} starting on port {}, GPUs {}, log {}",
        model,
        port,
        ExecutorResources.gpus(),
        log);
  }

  private synchronized void died(Process dead) {
    if (stopping || dead != process) {
      return;
    }
    ready = false;
    String words = "exit status " + dead.exitValue();
    if (starts > config.restarts()) {
      failure =
          "The server of "
              + model
              + " died "
              + (starts == 1 ? "" : starts + " times, the last time ")
              + "with "
              + words
              + ". "
              + tail();
      return;
    }
    LOG.warn("server of {} died with {}; starting it again", model, words);
    try {
      start();
    } catch (IOException e) {
      failure = "The server of " + model + " cannot be started again: " + e.getMessage();
    }
  }

  /** Waits until it says that it is well. */
  private void await() throws Failed, InterruptedException {
    long end = System.nanoTime() + config.startWithin().toNanos();
    while (!ready && !healthy()) {
      if (stopping) {
        throw new Failed("The server of " + model + " was stopped while it started.");
      }
      if (failure != null) {
        throw new Failed(failure);
      }
      if (System.nanoTime() - end > 0) {
        throw new Failed(
            "The server of "
                + model
                + " was not ready within "
                + config.startWithin().toSeconds()
                + " s (managed.start-within). "
                + tail());
      }
      Thread.sleep(LOOK.toMillis());
    }
    if (failure != null) {
      throw new Failed(failure);
    }
    ready = true;
  }

  private boolean healthy() {
    try {
      HttpURLConnection probe =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + config.health()).toURL().openConnection();
      probe.setConnectTimeout(PROBE_MILLIS);
      probe.setReadTimeout(PROBE_MILLIS);
      int status = probe.getResponseCode();
      probe.disconnect();
      return status == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** The end of its log, for a message. */
  private String tail() {
    String end;
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length())];
      file.seek(file.length() - bytes.length);
      file.readFully(bytes);
      end = new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "Its log " + log + " cannot be read.";
    }
    if (secret != null) {
      end = end.replace(secret, "***");
    }
    List<String> lines =
        end.lines()
            .map(line -> line.length() <= LINE ? line : line.substring(0, LINE) + "...")
            .toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return "The end of its log on "
        + host()
        + " ("
        + log
        + "):\n    "
        + String.join("\n    ", last);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "this machine";
    }
  }

  /** Asks it to end, waits for it, and kills it at last. */
  private void end() {
    Process running;
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
      running = process;
    }
    if (running != null) {
      try {
        running.getOutputStream().close();
        running.waitFor(GRACE_SECONDS + 5, TimeUnit.SECONDS);
      } catch (IOException e) {
        // It has gone already.
      } catch (InterruptedException e) {
        // The pipe is closed: the shell does the rest.
        Thread.currentThread().interrupt();
      }
    }
    if (failure == null && ready) {
      log.toFile().delete();
    }
  }
}
