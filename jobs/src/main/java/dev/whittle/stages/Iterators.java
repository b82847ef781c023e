// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lazy iterators for mapPartitions: a partition is never held in memory. */
final class Iterators {
  private Iterators() {}

  static <A, B> Iterator<B> map(Iterator<A> values, Function<A, B> function) {
    return stream(values).map(function).iterator();
  }

  static <A, B> Iterator<B> flat(Iterator<A> values, Function<A, List<B>> function) {
    return stream(values).flatMap(value -> function.apply(value).stream()).iterator();
  }

  private static <A> Stream<A> stream(Iterator<A> values) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(values, 0), false);
  }
}
