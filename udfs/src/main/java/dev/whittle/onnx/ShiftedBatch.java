// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;

/**
 * For networks that put new keys behind all old ones, as Optimum exports them: rows lie with their
 * last token in the last column, so that all new tokens share a column; the columns before a row's
 * first token are masked. What one step writes is what the next one reads. Places of rows that left
 * stay, as dead weight, until it is worth a copy of the others.
 */
final class ShiftedBatch implements Batch {
  private final int worthwhile;
  private Cache current;
  private Cache next;
  private Row[] places = new Row[0];
  private int gaps;

  ShiftedBatch(Network network, int worthwhile) {
    this.worthwhile = worthwhile;
    current = new Cache(network.environment(), network.shape());
    next = new Cache(network.environment(), network.shape());
  }

  @Override
  public Row[] places() {
    return places;
  }

  @Override
  public void leave(int place) {
    places[place] = null;
    gaps++;
  }

  @Override
  public boolean gaping() {
    return gaps > Math.max(worthwhile, places.length / 2);
  }

  @Override
  public void regroup(List<Row> fresh, List<Cache> prompts) throws OrtException {
    int length = 0;
    int height = 0;
    for (Row row : fresh) {
      length = Math.max(length, row.cached);
      height++;
    }
    for (Row row : places) {
      length = row == null ? length : Math.max(length, row.cached);
      height += row == null ? 0 : 1;
    }
    List<Row> joined = new ArrayList<>(height);
    next.resize(height, length);
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        int cached = places[i].cached;
        next.fillLast(joined.size(), current, i, current.length() - cached, cached);
        joined.add(places[i]);
      }
    }
    for (int i = 0; i < fresh.size(); i++) {
      next.fillLast(joined.size(), prompts.get(i), 0, 0, fresh.get(i).cached);
      joined.add(fresh.get(i));
    }
    places = joined.toArray(new Row[0]);
    gaps = 0;
    swap();
  }

  private void swap() {
    Cache written = next;
    next = current;
    current = written;
  }

  @Override
  public void step(Pass pass) throws OrtException {
    int length = current.length();
    pass.prepare(places.length, 1, length + 1);
    for (int i = 0; i < places.length; i++) {
      Row row = places[i];
      if (row == null) {
        pass.token(i, 0, 0, 0);
        pass.mask(i, length, length + 1);
      } else {
        pass.token(i, 0, row.token(row.cached), row.cached);
        pass.mask(i, length - row.cached, length + 1);
        row.cached++;
      }
    }
    pass.run(current, next);
    swap();
  }

  @Override
  public void clear() {
    places = new Row[0];
    gaps = 0;
  }

  @Override
  public void close() {
    current.close();
    next.close();
  }
}
