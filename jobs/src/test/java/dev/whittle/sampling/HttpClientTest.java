// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.whittle.config.UserError;
import dev.whittle.sampling.HttpClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpClientTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\n{}";

  /** What a server does with one connection. */
  private interface Talk {
    void over(Socket socket, int connection) throws IOException;
  }

  /** A server of raw bytes on any free port. */
  private static final class Raw implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    final AtomicInteger connections = new AtomicInteger();

    Raw(Talk talk) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try {
                    Socket socket = server.accept();
                    int number = connections.incrementAndGet();
                    Thread one =
                        new Thread(
                            () -> {
                              try (socket) {
                                talk.over(socket, number);
                              } catch (IOException e) {
                                // The client has gone.
                              }
                            });
                    one.setDaemon(true);
                    one.start();
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/x");
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** Reads one request: its head and its body. */
  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase();
    int at = lower.indexOf("content-length:");
    int length =
        at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void say(Socket socket, String words) throws IOException {
    socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static CompletableFuture<Answer> ask(URI url, Duration deadline) {
    return HttpClient.of(List.of(url.toString()), "", Duration.ofSeconds(5))
        .ask(url, "{\"a\":1}".getBytes(StandardCharsets.UTF_8), "secret", deadline);
  }

  private static Throwable error(CompletableFuture<Answer> asked) throws Exception {
    try {
      asked.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("there was an answer");
  }

  @Test
  void asksOverOneConnectionAgainAndAgain() throws Exception {
    List<String> asked = new ArrayList<>();
    Talk talk =
        (socket, number) -> {
          while (true) {
            asked.add(request(socket.getInputStream()));
            say(socket, OK);
          }
        };
    try (Raw server = new Raw(talk)) {
      for (int i = 0; i < 5; i++) {
        Answer answer = ask(server.url(), SOON).get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.retryAfter()).isEqualTo(Optional.of("7"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
      }
      assertThat(server.connections).hasValue(1);
    }
    assertThat(asked.get(0).toLowerCase())
        .startsWith("post /v1/x http/1.1\r\n")
        .contains("host: 127.0.0.1:", "authorization: bearer secret")
        .endsWith("{\"a\":1}");
  }

  @Test
  void asksAgainWhenAKeptConnectionWasStale() throws Exception {
    Talk talk =
        (socket, number) -> {
          request(socket.getInputStream());
          say(socket, OK);
          if (number == 1) {
            // Reads the next question and hangs up on it.
            request(socket.getInputStream());
          }
        };
    try (Raw server = new Raw(talk)) {
      assertThat(ask(server.url(), SOON).get().status()).isEqualTo(200);
      assertThat(ask(server.url(), SOON).get().status()).isEqualTo(200);
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void tellsWhatWentWrong() throws Exception {
    try (Raw server = new Raw((socket, number) -> {})) {
      assertThat(error(ask(server.url(), SOON))).isInstanceOf(IOException.class);
    }
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    assertThat(error(ask(URI.create("http://127.0.0.1:" + nobody + "/v1"), SOON)))
        .isInstanceOf(ConnectException.class);
    assertThat(error(ask(URI.create("http://no-such-host.invalid:1/v1"), SOON)))
        .isInstanceOf(ConnectException.class);
    Talk nonsense =
        (socket, number) -> {
          request(socket.getInputStream());
          say(socket, "220 this is a mail server\r\n\r\n");
        };
    try (Raw server = new Raw(nonsense)) {
      assertThat(error(ask(server.url(), SOON))).isInstanceOf(IOException.class);
    }
    Talk half =
        (socket, number) -> {
          request(socket.getInputStream());
          say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}");
        };
    try (Raw server = new Raw(half)) {
      assertThat(error(ask(server.url(), SOON))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closesTheConnectionWhenGivenUpAndAtTheDeadline() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(2);
    Talk silent =
        (socket, number) -> {
          request(socket.getInputStream());
          asked.countDown();
          while (socket.getInputStream().read() >= 0) {
            // Until the other side hangs up.
          }
          closed.countDown();
        };
    try (Raw server = new Raw(silent)) {
      CompletableFuture<Answer> vain = ask(server.url(), SOON);
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      vain.cancel(true);
      assertThat(error(ask(server.url(), Duration.ofMillis(200))))
          .isInstanceOf(TimeoutException.class);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  // ---- TLS

  private static void keytool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  /** A server that shows a certificate of its own making, for this name. */
  private static HttpsServer encrypted(Path folder, String name) throws Exception {
    keytool(
        folder,
        ("-genkeypair -alias me -keyalg EC -storetype PKCS12 -storepass testtest -keystore me.p12"
                + " -dname CN=test -ext san="
                + name)
            .split(" "));
    keytool(
        folder,
        "-exportcert -rfc -alias me -storepass testtest -keystore me.p12 -file ca.pem".split(" "));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("me.p12"))) {
      store.load(in, "testtest".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "testtest".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    return server;
  }

  private static CompletableFuture<Answer> ask(HttpsServer server, String caFile) {
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/v1/models");
    return HttpClient.of(List.of(url.toString()), caFile, Duration.ofSeconds(5))
        .ask(url, null, null, SOON);
  }

  @Test
  void trustsTheNamedAuthorityAndNobodyElse(@TempDir Path folder) throws Exception {
    HttpsServer server = encrypted(folder, "ip:127.0.0.1");
    try {
      String ca = folder.resolve("ca.pem").toString();
      assertThat(ask(server, ca).get().status()).isEqualTo(200);
      Throwable error = error(ask(server, ""));
      assertThat(Servers.mistrust("https://x", error))
          .get()
          .asString()
          .contains("Cannot trust https://x", "server.ca-file");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void refusesACertificateOfAnotherName(@TempDir Path folder) throws Exception {
    HttpsServer server = encrypted(folder, "dns:elsewhere.example");
    try {
      Throwable error = error(ask(server, folder.resolve("ca.pem").toString()));
      assertThat(Servers.mistrust("https://x", error)).isPresent();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void namesACaFileThatCannotBeRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ca.pem");
    for (Optional<String> content : List.of(Optional.<String>empty(), Optional.of("no PEM"))) {
      if (content.isPresent()) {
        Files.writeString(file, content.get());
      }
      assertThatThrownBy(
              () -> HttpClient.of(List.of("https://x/v1"), file.toString(), Duration.ofSeconds(1)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Cannot trust " + file)
          .hasMessageContaining("PEM");
    }
  }
}
