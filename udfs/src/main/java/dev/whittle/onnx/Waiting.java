// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests that wait for a row, in the order in which they came; so many at most. */
final class Waiting {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Row> rows = new ArrayDeque<>();
  private final int most;
  private int idle;
  private boolean closed;

  Waiting(int most) {
    this.most = most;
  }

  /**
   * Queues up; holds the caller while the queue is full.
   *
   * @return false when it is closed
   */
  boolean put(Row row) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && rows.size() >= most) {
        room.await();
      }
      if (closed) {
        return false;
      }
      rows.add(row);
      some.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up a place in the queue. */
  void remove(Row row) {
    lock.lock();
    try {
      if (rows.remove(row)) {
        room.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return rows.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the first ones, but leaves their share to decoders that have nothing to do. */
  List<Row> poll(int atMost) {
    lock.lock();
    try {
      int share = (rows.size() + idle) / (idle + 1);
      return first(Math.min(atMost, share));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is one; empty when closed. */
  List<Row> take(int atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      idle++;
      try {
        while (rows.isEmpty() && !closed) {
          some.await();
        }
      } finally {
        idle--;
      }
      int share = (rows.size() + idle) / (idle + 1);
      return first(Math.min(atMost, share));
    } finally {
      lock.unlock();
    }
  }

  private List<Row> first(int n) {
    List<Row> first = new ArrayList<>(n);
    while (first.size() < n && !rows.isEmpty()) {
      first.add(rows.poll());
      room.signal();
    }
    if (!rows.isEmpty()) {
      some.signal();
    }
    return first;
  }

  /** Ends it: who waits is let go. What was left in it. */
  List<Row> close() {
    lock.lock();
    try {
      closed = true;
      some.signalAll();
      room.signalAll();
      return first(rows.size());
    } finally {
      lock.unlock();
    }
  }
}
