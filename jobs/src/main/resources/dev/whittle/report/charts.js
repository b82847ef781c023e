"use strict";
// Draws the page's charts from their data-chart attributes. Names are text of the data: ECharts draws them as SVG
// text, tooltips too ("richText"), never as markup.
(() => {
  const plots = Array.from(document.querySelectorAll(".plot"));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = new Map();

  const format = (unit) => (value) =>
    value === null || value === undefined || Number.isNaN(value) ? "–"
      : unit === "PERCENT" ? `${value.toFixed(1)} %`
      : unit === "NUMBER" ? value.toFixed(3)
      : Math.round(value).toLocaleString("en");

  const short = (unit) => (value) =>
    unit === "PERCENT" ? `${value} %`
      : unit === "NUMBER" ? String(Math.round(value * 1000) / 1000)
      : value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : String(value);

  const clip = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  // ECharts reads {name|text} in labels as markup of its own: braces and bars of a name become look-alikes.
  const plain = (text) => text.replace(/[{}|]/g, (c) => ({ "{": "❴", "}": "❵", "|": "❘" })[c]);

  const option = (chart, width) => {
    const css = getComputedStyle(document.documentElement);
    const color = (name) => css.getPropertyValue(name).trim();
    const kept = color("--kept"), gone = color("--faint"), soft = color("--soft"), line = color("--line");
    const others = [color("--second"), color("--third"), color("--fourth"), gone];
    const narrow = width < 520;
    const text = { color: soft, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
    const flat = chart.kind.startsWith("BARS");
    const stacked = chart.kind === "BARS" || chart.kind === "COLUMNS";
    const names = chart.categories.map(plain);
    let other = 0;
    const series = chart.series.map((one) => {
      const own = one.role === "KEPT" ? kept : one.role === "GONE" ? gone : others[other++ % others.length];
      const base = { name: plain(one.name), data: one.values, color: own, animation: !still.matches, animationDuration: 250 };
      if (chart.kind !== "LINES") {
        return { ...base, type: "bar", stack: stacked ? "all" : undefined, barMaxWidth: flat ? 18 : 48, barCategoryGap: "22%" };
      }
      return { ...base, type: "line", symbol: "circle", symbolSize: 7, lineStyle: { width: one.role === "KEPT" ? 2.5 : 1.5 } };
    });
    if (chart.kind === "LINES") {
      // A band is two stacked lines without a stroke: its lower edge, and what lies between the edges.
      chart.series.forEach((one, i) => {
        if (one.role === "LOW") {
          Object.assign(series[i], { stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true });
          const high = chart.series[i + 1];
          Object.assign(series[i + 1], {
            stack: "band", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: gone, opacity: 0.7 }, color: gone,
            data: high.values.map((value, k) => value - one.values[k]),
          });
        }
      });
    }
    const category = {
      type: "category", data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      inverse: flat,
      axisLabel: { ...text, hideOverlap: !flat, interval: flat ? 0 : "auto",
        formatter: (name) => clip(name, flat ? (narrow ? 18 : 34) : 16) },
    };
    const value = {
      type: "value", axisLabel: { ...text, formatter: short(chart.unit), hideOverlap: true },
      splitLine: { lineStyle: { color: line } }, scale: chart.kind === "LINES", splitNumber: narrow ? 3 : 5,
    };
    const shown = chart.series.filter((one) => one.role !== "LOW").map((one) => plain(one.name));
    return {
      aria: { enabled: true, label: { description: `${chart.title}. The numbers stand in the table below.` } },
      textStyle: text,
      grid: { left: 4, right: narrow ? 16 : 28, top: shown.length > 1 ? 34 : 8, bottom: 4, containLabel: true },
      legend: shown.length > 1
        ? { data: shown, left: 0, top: 0, itemWidth: 14, itemHeight: 10, textStyle: text, type: "scroll", pageTextStyle: text }
        : undefined,
      tooltip: {
        trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow", shadowStyle: { color: line, opacity: 0.35 } },
        backgroundColor: color("--card"), borderColor: line, confine: true,
        textStyle: { ...text, color: color("--ink") },
        formatter: (points) => {
          const i = points[0].dataIndex;
          return [clip(names[i], 60)].concat(chart.series.map((one) =>
            `${clip(plain(one.name), 40)}: ${format(chart.unit)(one.values[i])}`)).join("\n");
        },
      },
      xAxis: flat ? value : category,
      yAxis: flat ? category : value,
      series,
    };
  };

  const draw = (plot) => {
    const chart = JSON.parse(plot.dataset.chart);
    const old = drawn.get(plot);
    if (old) old.dispose();
    plot.hidden = false;
    const bars = chart.kind === "BARS_BESIDE" ? 34 : 26;
    plot.style.height = chart.kind.startsWith("BARS") ? `${70 + bars * chart.categories.length}px` : "260px";
    const made = echarts.init(plot, null, { renderer: "svg" });
    made.setOption(option(chart, plot.clientWidth));
    drawn.set(plot, made);
  };

  plots.forEach(draw);
  dark.addEventListener("change", () => plots.forEach(draw));
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawn.forEach((made, plot) => {
      made.resize();
      made.setOption(option(JSON.parse(plot.dataset.chart), plot.clientWidth));
    }), 100);
  });
})();
