// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import dev.whittle.quality.Msc;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Maps the sources' own words for a domain to classes of the MSC. */
final class DomainGroups {
  private final Map<String, Msc> whole = new HashMap<>();
  private final TreeMap<String, Msc> beginnings = new TreeMap<>();

  /**
   * @param domains domain to code of a class; a domain that ends in {@code *} stands for all that
   *     begin so, the longest beginning first
   */
  DomainGroups(Map<String, String> domains) {
    domains.forEach(
        (domain, code) -> {
          Msc group = Msc.of(code).orElseThrow();
          String flat = flat(domain);
          if (flat.endsWith("*")) {
            beginnings.put(flat.substring(0, flat.length() - 1), group);
          } else {
            whole.put(flat, group);
          }
        });
  }

  /** The class; null when the domain is unknown or null. */
  Msc of(String domain) {
    if (domain == null) {
      return null;
    }
    String flat = flat(domain);
    Msc group = whole.get(flat);
    if (group != null) {
      return group;
    }
    // Longer beginnings sort behind their own beginnings.
    for (Map.Entry<String, Msc> entry : beginnings.headMap(flat, true).descendingMap().entrySet()) {
      if (flat.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** Sources write one domain in many ways: number_theory, Number Theory, number-theory. */
  private static String flat(String domain) {
    return domain.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ').strip();
  }
}
