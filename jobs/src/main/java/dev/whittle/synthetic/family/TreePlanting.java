// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.family;

/** Chinese problems of points and intervals. */
final class TreePlanting implements Family {
  private static final String[] BOTH_ENDS = {
    "一条路长{}米，每隔{}米种一棵树，两端都种。一共要种多少棵树？",
    "在长{}米的小路一侧每隔{}米插一面旗，两头都插。需要多少面旗？",
    "一条{}米长的街道，每{}米放一个花盆，起点和终点都放。需要多少个花盆？"
  };
  private static final String[] NO_ENDS = {
    "一条路长{}米，每隔{}米种一棵树，两端都不种。一共要种多少棵树？",
    "两座楼相距{}米，中间每隔{}米种一棵树。一共种多少棵？",
    "一条{}米长的街道，每{}米放一个花盆，起点和终点都不放。需要多少个花盆？"
  };
  private static final String[] BOTH_SIDES = {
    "一条路长{}米，两侧每隔{}米种一棵树，两端都种。一共要种多少棵树？",
    "在长{}米的大桥两边每隔{}米装一盏灯，两头都装。一共要装多少盏灯？",
    "一条{}米长的街道，两旁每{}米放一个花盆，起点和终点都放。共需要多少个花盆？"
  };
  private static final String[] SAWING = {
    "一根木头长{}米，锯成每段{}米的小段，每锯一次用{}分钟。一共用多少分钟？",
    "一根钢管长{}米，要截成{}米长的小段，每截一次需要{}分钟。全部截完需要多少分钟？",
    "把{}米长的绳子剪成{}米一段，剪一次要{}秒。剪完要多少秒？"
  };
  private static final String[] REPLANT = {
    "路边从头到尾种了{}棵树，相邻两棵相距{}米。现在改成每隔{}米种一棵，两端都种。一共要种多少棵？",
    "一排有{}根电线杆，相邻两根相距{}米。现在改为相距{}米，两端都有。一共需要多少根？",
    "街边有一排{}个花盆，每两个相隔{}米。重新摆成相隔{}米，头尾都放。一共要多少个？"
  };

  @Override
  public Draft make(int level, Digits digits, Style style) {
    int count = digits.between(3, Numbers.at(level, 40, 60, 90, 60, 60, 90));
    int gap = digits.between(2, Numbers.at(level, 9, 12, 30, 20, 12, 20));
    int length = count * gap;
    String intervals = length + " / " + gap + " = " + count;
    if (level <= 3) {
      int answer = Numbers.at(level, count + 1, count - 1, 2 * (count + 1), 0, 0, 0);
      String[] say = level == 1 ? BOTH_ENDS : level == 2 ? NO_ENDS : BOTH_SIDES;
      String last =
          level == 1
              ? count + " + 1 = " + answer
              : level == 2
                  ? count + " - 1 = " + answer
                  : "(" + count + " + 1) * 2 = " + (count + 1) + " * 2 = " + answer;
      return Draft.chinese(style.say(say, length, gap), Integer.toString(answer), intervals, last);
    }
    if (level == 4) {
      int minutes = digits.between(2, 15);
      int answer = (count - 1) * minutes;
      return Draft.chinese(
          style.say(SAWING, length, gap, minutes),
          Integer.toString(answer),
          intervals,
          "锯" + (count - 1) + "次",
          Numbers.product(count - 1, minutes));
    }
    int other = level == 5 ? digits.between(2, 9) : digits.between(10, 15);
    int trees = count * other + 1;
    int answer = count * gap + 1;
    // The road is count * gap * other long, so both spacings fit it.
    return Draft.chinese(
        style.say(REPLANT, trees, gap, other),
        Integer.toString(answer),
        trees + " - 1 = " + (trees - 1),
        "路长" + Numbers.product(trees - 1, gap),
        count * gap * other + " / " + other + " = " + count * gap,
        count * gap + " + 1 = " + answer);
  }

  @Override
  public String name() {
    return "tree-planting";
  }

  @Override
  public String domain() {
    return "word problems";
  }

  @Override
  public String language() {
    return "zh";
  }
}
