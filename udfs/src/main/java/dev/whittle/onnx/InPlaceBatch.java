// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.List;

/**
 * For networks that put a row's new key where its old ones end, as ONNX Runtime's operator
 * GroupQueryAttention does: rows lie from the first column on, and keys are written into the cache
 * that is read, so nothing is copied but the prompts of new rows.
 */
final class InPlaceBatch implements Batch {
  /** The fewest columns that a cache grows by. */
  private static final int GROWTH = 64;

  private final int context;
  private final int most;
  private Cache current;
  private Cache next;
  private Row[] places = new Row[0];
  private int gaps;

  InPlaceBatch(Network network, int most) {
    this.most = most;
    context = network.shape().context();
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
    return gaps > 0;
  }

  @Override
  public void regroup(List<Row> fresh, List<Cache> prompts) throws OrtException {
    int longest = 0;
    for (Row row : fresh) {
      longest = Math.max(longest, row.cached);
    }
    makeRoom(longest + 1);
    int place = 0;
    int height = places.length;
    places = Arrays.copyOf(places, most);
    for (int i = 0; i < fresh.size(); i++) {
      while (places[place] != null) {
        place++;
      }
      current.fillFirst(place, prompts.get(i), 0, fresh.get(i).cached);
      places[place] = fresh.get(i);
      height = Math.max(height, place + 1);
    }
    // The last ones move into the gaps that are left.
    for (int gap = 0; gap < height; gap++) {
      while (height > gap && places[height - 1] == null) {
        height--;
      }
      if (gap < height && places[gap] == null) {
        height--;
        current.fillFirst(gap, current, height, places[height].cached);
        places[gap] = places[height];
        places[height] = null;
      }
    }
    places = Arrays.copyOf(places, height);
    gaps = 0;
    current.show(height);
  }

  /** Sees to it that rows may have so many columns. */
  private void makeRoom(int columns) throws OrtException {
    if (columns <= current.length()) {
      return;
    }
    next.resize(most, Math.min(context, Math.max(columns + GROWTH, columns * 3 / 2)));
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        next.fillFirst(i, current, i, places[i].cached);
      }
    }
    next.show(places.length);
    Cache grown = next;
    next = current;
    current = grown;
    // What was outgrown is not needed before it is outgrown again.
    next.release();
  }

  @Override
  public void step(Pass pass) throws OrtException {
    int width = 1;
    for (Row row : places) {
      width = row == null ? width : Math.max(width, row.cached + 1);
    }
    makeRoom(width);
    pass.prepare(places.length, 1, width);
    for (int i = 0; i < places.length; i++) {
      Row row = places[i];
      if (row == null) {
        pass.token(i, 0, 0, 0);
        pass.mask(i, 0, 1);
      } else {
        pass.token(i, 0, row.token(row.cached), row.cached);
        pass.mask(i, 0, row.cached + 1);
        row.cached++;
      }
    }
    pass.runInPlace(current, current);
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
