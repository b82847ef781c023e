// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** HTTP clients, one for each set of trusted authorities, and keys. */
final class Http {
  private static final Map<String, HttpClient> CLIENTS = new ConcurrentHashMap<>();

  private Http() {}

  /**
   * A client that verifies certificates.
   *
   * @param endpoints whom it is for
   * @param caFile PEM file of the authorities to trust; empty for Java's own
   */
  static HttpClient client(List<String> endpoints, String caFile, Duration connectTimeout) {
    boolean encrypted = endpoints.stream().anyMatch(url -> url.startsWith("https:"));
    return CLIENTS.computeIfAbsent(
        encrypted ? "https " + caFile : "http",
        missing -> {
          HttpClient.Builder builder =
              HttpClient.newBuilder()
                  // HTTP/2 would first ask for an upgrade that these servers do not know.
                  .version(HttpClient.Version.HTTP_1_1)
                  .connectTimeout(connectTimeout)
                  // A pool between its selector and us cost a third of the throughput at 512
                  // requests in flight (674 against 923/s at 0.5 s each, 2 cores). Handshakes are
                  // long enough to want one.
                  .executor(encrypted ? Threads.http() : Runnable::run);
          if (encrypted && !caFile.isEmpty()) {
            builder.sslContext(trusting(caFile));
          }
          return builder.build();
        });
  }

  private static SSLContext trusting(String caFile) {
    try (InputStream in = Files.newInputStream(Path.of(caFile))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new UserError(
          "Cannot trust "
              + caFile
              + " (server.ca-file): "
              + e.getMessage()
              + ". Give a PEM file that is on every executor.",
          e);
    }
  }

  /**
   * The key, or null when no variable is named.
   *
   * @throws UserError when the variable is not set: its name is told, never a value
   */
  static String key(String variable, Map<String, String> environment) {
    if (variable.isEmpty()) {
      return null;
    }
    String key = environment.get(variable);
    if (key == null || key.isBlank()) {
      throw new UserError(
          "Cannot ask the servers: the environment variable "
              + variable
              + " (server.api-key-env) is not set here. Set it on the driver and on every executor"
              + " (spark.executorEnv."
              + variable
              + " would show it in Spark's UI; set it where executors start instead).");
    }
    return key.strip();
  }
}
