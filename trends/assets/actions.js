// Data, SQL, PNG, Link: the same four on every card, wired once.
(function () {
  "use strict";
  function toast(words) {
    const place = document.getElementById("toast");
    if (!place) return;
    place.textContent = words;
    place.classList.add("shown");
    window.clearTimeout(toast.timer);
    toast.timer = window.setTimeout(function () { place.classList.remove("shown"); }, 2200);
  }
  function copy(text, words) {
    function byHand() {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      toast(words);
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(function () { toast(words); }, byHand);
    } else {
      byHand();
    }
  }
  function variable(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }
  function picture(card) {
    const graph = card.querySelector(".js-plotly-plot");
    if (!graph || !window.Plotly) return;
    const title = card.querySelector(".card-title").textContent;
    const stamp = document.getElementById("stamp");
    const about = [card.querySelector(".card-subtitle"), stamp].map(function (part) {
      return part ? part.textContent : "";
    }).filter(Boolean).join(" · ");
    const layout = Object.assign({}, graph.layout, {
      paper_bgcolor: variable("--card"),
      title: {
        text: title, x: 0.012, xanchor: "left", y: 0.985, yanchor: "top", font: { size: 15, color: variable("--ink") },
        subtitle: { text: about, font: { size: 11, color: variable("--muted") } },
      },
      margin: Object.assign({}, graph.layout.margin, { t: (graph.layout.margin.t || 20) + 48 }),
    });
    const box = graph.getBoundingClientRect();
    window.Plotly.downloadImage({ data: graph.data, layout: layout }, {
      format: "png", scale: 2, width: Math.round(box.width), height: Math.round(box.height) + 48,
      filename: (card.querySelector(".card-sql") || { dataset: { name: "chart" } }).dataset.name,
    });
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-action]");
    if (!button) {
      const dialog = document.getElementById("sql-dialog");
      if (dialog && event.target === dialog) dialog.close();
      return;
    }
    const card = button.closest(".card");
    const dialog = document.getElementById("sql-dialog");
    const text = document.getElementById("sql-text");
    switch (button.dataset.action) {
      case "sql": {
        const sql = card.querySelector(".card-sql").textContent;
        text.textContent = sql;
        document.getElementById("sql-open").setAttribute("href", "/sql?q=" + encodeURIComponent(sql));
        dialog.showModal();
        break;
      }
      case "png": picture(card); break;
      case "link": copy(window.location.href, "Link copied"); break;
      case "copy": copy(text.textContent, "SQL copied"); break;
      case "close": dialog.close(); break;
    }
  });
})();
