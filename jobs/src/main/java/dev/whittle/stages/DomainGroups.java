// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Maps the sources' own words for a domain to the groups that quotas name. */
final class DomainGroups {
  private static final String OTHER = "other";

  private final Map<String, String> whole = new HashMap<>();
  private final TreeMap<String, String> beginnings = new TreeMap<>();

  /**
   * @param domains domain to group; a domain that ends in {@code *} stands for all that begin so,
   *     the longest beginning first
   */
  DomainGroups(Map<String, String> domains) {
    domains.forEach(
        (domain, group) -> {
          String flat = flat(domain);
          if (flat.endsWith("*")) {
            beginnings.put(flat.substring(0, flat.length() - 1), group);
          } else {
            whole.put(flat, group);
          }
        });
  }

  /** The group, {@code other} when the domain is unknown or null. */
  String of(String domain) {
    if (domain == null) {
      return OTHER;
    }
    String flat = flat(domain);
    String group = whole.get(flat);
    if (group != null) {
      return group;
    }
    // Longer beginnings sort behind their own beginnings.
    for (Map.Entry<String, String> entry :
        beginnings.headMap(flat, true).descendingMap().entrySet()) {
      if (flat.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return OTHER;
  }

  /** Sources write one domain in many ways: number_theory, Number Theory, number-theory. */
  private static String flat(String domain) {
    return domain.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ').strip();
  }
}
