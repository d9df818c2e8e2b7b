// Cell renderers of the tables: they draw geometry computed in trends/figures/cells.py, in the page's colours.
(function () {
  "use strict";
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const h = function () { return window.React.createElement.apply(null, arguments); };
  const SIGNS = { rising: "▲", falling: "▼", steady: "–" };
  const COLOURS = { rising: "var(--up)", falling: "var(--down)", steady: "var(--muted)" };

  functions.trendsTheme = function (quartz) {
    return quartz.withParams({
      backgroundColor: "var(--card)", foregroundColor: "var(--ink)", textColor: "var(--ink)",
      headerBackgroundColor: "var(--card)", headerTextColor: "var(--muted)", headerFontSize: 12.5, headerFontWeight: 400,
      borderColor: "var(--hairline)", wrapperBorder: false, wrapperBorderRadius: 0, headerColumnBorder: false,
      headerColumnResizeHandleColor: "transparent", rowHoverColor: "color-mix(in srgb, var(--strip) 55%, transparent)",
      selectedRowBackgroundColor: "var(--strip)", accentColor: "var(--side-a)", fontFamily: "inherit", fontSize: 14,
      cellHorizontalPadding: 8, oddRowBackgroundColor: "var(--card)", iconColor: "var(--muted)",
      menuBackgroundColor: "var(--card)", popupShadow: "0 4px 18px rgba(0,0,0,.16)", inputBackgroundColor: "var(--paper)",
    });
  };
  functions.openRow = function (params) {
    if (!params.data || !params.data.href) return;
    const event = params.event || {};
    if (event.target && event.target.closest && event.target.closest("a, button")) return;
    if (event.shiftKey || String(window.getSelection())) return;  // shift and a click select text
    if (event.ctrlKey || event.metaKey) window.open(params.data.href, "_blank", "noopener");
    else window.trendsGo(params.data.href);
  };
  functions.openRowByKey = function (params) {
    if (params.event && params.event.key === "Enter" && params.data && params.data.href) window.trendsGo(params.data.href);
  };
  functions.byMomentum = function (a, b, rowA, rowB) {
    const left = rowA.data.momentum, right = rowB.data.momentum;
    return (left === null ? -Infinity : left) - (right === null ? -Infinity : right) || 0;
  };
  document.addEventListener("click", function (event) {
    const button = event.target.closest("#more-columns");
    if (!button) return;
    window.dash_ag_grid.getApiAsync(JSON.stringify({ name: "ranking", type: "grid" })).then(function (api) {
      const all = button.getAttribute("aria-pressed") !== "true";
      const columns = api.getColumns().map(function (column) { return column.getColId(); });
      api.setColumnsVisible(columns.slice(4), all);
      button.setAttribute("aria-pressed", String(all));
      button.textContent = all ? "Fewer columns" : "All columns";
    });
  });
  functions.percent = function (value) { return value === null || value === undefined ? "–" : Math.round(100 * value) + "\u00a0%"; };
  functions.oneDigit = function (value) {
    if (value === null || value === undefined) return "–";
    return value.toFixed(1).replace(/\B(?=(\d{3})+\.)/g, "\u202f");  // thousands apart, as in `style.whole`
  };

  function follow(href) {
    return function (event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      event.stopPropagation();
      window.trendsGo(href);
    };
  }
  cells.TopicCell = function (props) {
    const data = props.data;
    return h("a", { className: "cell-topic", href: data.href, onClick: follow(data.href), tabIndex: -1 },
      h("i", { style: data.accent ? { background: "var(--" + data.accent + ")" } : null }), h("span", null, props.value));
  };
  cells.LinkCell = function (props) {
    if (!props.data.href) return h("span", null, props.value);
    return h("a", { href: props.data.href, onClick: follow(props.data.href), tabIndex: -1 }, props.value);
  };
  cells.SparkCell = function (props) {
    const spark = props.data.spark;
    if (!spark || !spark.path) return h("span", { className: "cell-thin" }, "–");
    return h("svg", { width: props.size || 80, height: 22, viewBox: "0 0 80 22", "aria-hidden": true },
      h("path", { d: spark.path, fill: "none", stroke: "var(--muted)", strokeWidth: 1.3, strokeLinejoin: "round" }),
      spark.end && h("circle", { cx: spark.end[0], cy: spark.end[1], r: 2, fill: "var(--ink)" }));
  };
  cells.ShareCell = function (props) {
    const bar = props.data.bar;
    if (!bar) return h("span", { className: "cell-thin" }, "–");
    const width = props.size || 76;
    return h("span", { className: "cell-share" + (props.data.state === "thin" ? " cell-thin" : ""), title: props.data.words },
      h("span", null, functions.percent(props.value)),
      h("svg", { width: width, height: 16, viewBox: "0 0 76 16", "aria-hidden": true, preserveAspectRatio: "none" },
        h("line", { x1: 0, x2: 76, y1: 15, y2: 15, stroke: "var(--hairline)" }),
        h("rect", { x: bar.low, width: Math.max(1, bar.high - bar.low), y: 6, height: 4, rx: 2, fill: "var(--muted)", opacity: 0.45 }),
        h("rect", { x: Math.max(0, bar.x - 1.25), width: 2.5, y: 3, height: 10, rx: 1, fill: "var(--ink)" })));
  };
  cells.MomentumCell = function (props) {
    if (!props.value) return h("span", { className: "cell-thin", title: "A call needs a complete period" }, "no call");
    return h("span", { className: "cell-momentum" },
      h("span", { style: { color: COLOURS[props.value] } }, SIGNS[props.value] + "\u00a0" + props.value),
      props.data.q_words && !props.short ? h("small", null, "q\u00a0" + props.data.q_words) : null);
  };
  cells.ToneCell = function (props) {
    const tone = props.data.tone;
    if (!tone) return h("span", { className: "cell-thin" }, "–");
    return h("svg", { width: 92, height: 8, role: "img", "aria-label": tone.words }, h("title", null, tone.words),
      tone.parts.map(function (part, index) {
        return h("rect", { key: index, x: part[1], width: part[2], y: 0, height: 8, fill: "var(--tier-" + part[0].replace("_", "-") + ")" });
      }));
  };
})();
