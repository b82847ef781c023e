// SPDX-License-Identifier: Apache-2.0
package dev.whittle.stages;

import java.io.Serializable;
import java.util.Arrays;

/** What the rows of a partition share with others, by their numbers. */
final class NearMarks implements Serializable {
  private final byte[] marks;
  private final int[] numbers;
  private final long[] meetings;
  private final long templates;

  /**
   * @param rows of the partition
   * @param told by {@link NearKeys#shared}
   */
  NearMarks(int rows, long[] told) {
    marks = new byte[rows];
    int reports = 0;
    long firsts = 0;
    for (int i = 0; i < told.length; i += 3) {
      int kind = (int) told[i + 1] & (1 << NearKeys.KIND_BITS) - 1;
      if (kind != NearKeys.CAPPED) {
        marks[(int) told[i]] |= (byte) (1 << kind);
      }
      reports += isMeeting(kind) ? 1 : 0;
      firsts += kind == NearKeys.TEMPLATE ? told[i + 2] : 0;
    }
    templates = firsts;
    // By number. Meetings are odd: the complement, which is even, says that the row is the anchor.
    long[] order = new long[reports];
    long[] keys = new long[reports];
    int size = 0;
    for (int i = 0; i < told.length; i += 3) {
      if (isMeeting(told[i + 1])) {
        order[size] = told[i] << 32 | size;
        keys[size++] = told[i + 1] == NearKeys.ANCHOR ? ~told[i + 2] : told[i + 2];
      }
    }
    Arrays.sort(order);
    numbers = new int[size];
    meetings = new long[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (int) (order[i] >>> 32);
      meetings[i] = keys[(int) order[i]];
    }
  }

  private static boolean isMeeting(long kind) {
    return kind == NearKeys.REPORT || kind == NearKeys.ANCHOR;
  }

  /** Templates that stand more than once, each counted in one partition. */
  long templates() {
    return templates;
  }

  boolean inGroup(int number) {
    return (marks[number] & 1 << NearKeys.GROUP) != 0;
  }

  boolean inTemplate(int number) {
    return (marks[number] & 1 << NearKeys.TEMPLATE) != 0;
  }

  boolean isCandidate(int number) {
    return (marks[number] & ~(1 << NearKeys.TEMPLATE)) != 0;
  }

  /** What is done with the meetings of a row, each once. */
  interface Meeting {
    void at(long key, boolean anchor);
  }

  /**
   * Goes through the meetings of a row: the one where it is the anchor, and of those that others
   * hold the one that most bands tell, for a row is reported once.
   */
  void meetings(int number, Meeting meeting) {
    if ((marks[number] & (1 << NearKeys.REPORT | 1 << NearKeys.ANCHOR)) == 0) {
      return;
    }
    int from = Arrays.binarySearch(numbers, number);
    int to = from;
    while (from > 0 && numbers[from - 1] == number) {
      from--;
    }
    while (to < numbers.length && numbers[to] == number) {
      to++;
    }
    long[] mine = Arrays.copyOfRange(meetings, from, to);
    Arrays.sort(mine);
    long best = 0;
    int most = 0;
    int times = 0;
    for (int i = 0; i < mine.length; i++) {
      times = i > 0 && mine[i] == mine[i - 1] ? times + 1 : 1;
      if ((mine[i] & 1) == 0) {
        if (times == 1) {
          meeting.at(~mine[i], true);
        }
      } else if (times > most) {
        best = mine[i];
        most = times;
      }
    }
    if (most > 0) {
      meeting.at(best, false);
    }
  }
}
