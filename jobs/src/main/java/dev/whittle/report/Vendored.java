// SPDX-License-Identifier: Apache-2.0
package dev.whittle.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pages carry inside themselves so that they fetch nothing: KaTeX (MIT) and Apache ECharts
 * (Apache-2.0) out of their WebJars, and the project's own styles and scripts.
 */
final class Vendored {
  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final String KATEX = WEBJARS + "katex/0.16.4/dist/";
  private static final String ECHARTS = WEBJARS + "echarts/5.5.0/echarts.common.min.js";
  private static final Pattern FONT =
      Pattern.compile("url\\(fonts/([A-Za-z0-9_-]+)\\.woff2\\) format\\(\"woff2\"\\)[^;}]*");

  private Vendored() {}

  /** KaTeX's style sheet with its fonts inside. */
  static String katexStyle() {
    Matcher fonts = FONT.matcher(jar(KATEX + "katex.min.css"));
    return fonts.replaceAll(
            found ->
                "url(data:font/woff2;base64,"
                    + Base64.getEncoder()
                        .encodeToString(read(null, KATEX + "fonts/" + found.group(1) + ".woff2"))
                    + ") format(\"woff2\")")
        + "\n";
  }

  /** KaTeX and {@code typeset(element)}, which trusts the element's text with nothing. */
  static String katexScript() {
    return jar(KATEX + "katex.min.js")
        + "\n"
        + jar(KATEX + "contrib/auto-render.min.js")
        + "\n"
        + own("tex.js");
  }

  /** ECharts: line and bar charts, drawn as SVG. */
  static String echarts() {
    return jar(ECHARTS) + "\n";
  }

  /** A style or script of the project, beside this class. */
  static String own(String name) {
    return new String(read(Vendored.class, name), StandardCharsets.UTF_8);
  }

  /** The digest by which a page's content security policy names its script. */
  static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String jar(String name) {
    return new String(read(null, name), StandardCharsets.UTF_8);
  }

  private static byte[] read(Class<?> beside, String name) {
    try (InputStream in =
        beside == null
            ? Vendored.class.getClassLoader().getResourceAsStream(name)
            : beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name + ": it was not built by its pom.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
