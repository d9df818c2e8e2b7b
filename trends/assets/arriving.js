// Large scripts come when a page shows what they draw, or a moment before: Plotly with the first chart, AG Grid with the
// first table. Their addresses stand in the document's head (trends/pages/scripts.py).
(function () {
  "use strict";
  function address(name) { return document.querySelector('meta[name="trends-' + name + '"]').content; }
  function expected(name) { return document.querySelector('link[data-expects="' + name + '"]') !== null; }

  // A script that is fetched once, and again only after a failure.
  function once(name) {
    let coming = null;
    return function () {
      coming = coming || new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = address(name);
        script.onload = resolve;
        script.onerror = function () { coming = null; reject(new Error("the script for " + name + " could not be loaded")); };
        document.head.appendChild(script);
      });
      return coming;
    };
  }

  // Whoever asks for Plotly before it is there gets a promise; dcc.Graph waits for what it finds under this name.
  const plotly = once("charts");
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: plotly,
    set: function (there) { Object.defineProperty(window, "Plotly", { value: there, writable: true }); },
  });

  // Dash knows the table by this component, which stands in for AG Grid's own until that is there.
  let library = null;
  const fetched = once("tables");
  function tables() {
    return fetched().then(function () {
      library = library || window.dash_ag_grid;
      window.dash_ag_grid = standin;
      return library;
    });
  }
  function AgGrid(props) {
    const { createElement, useEffect, useState } = window.React;
    const [state, become] = useState(library ? "there" : "coming");
    useEffect(function () {
      let mounted = true;
      function tell(next) { return function () { if (mounted) become(next); }; }
      if (state === "coming") tables().then(tell("there"), tell("failed"));
      return function () { mounted = false; };
    }, [state]);
    if (state === "there") return createElement(library.AgGrid, props);
    const words = "The table’s script could not be loaded; reload the page.";
    return createElement("p", { className: "muted", role: "status" }, state === "failed" ? words : null);
  }
  AgGrid.dashRenderType = true;
  const standin = {
    AgGrid: AgGrid,
    getApi: function (id) { return library && library.getApi(id); },
    getApiAsync: function (id) { return tables().then(function (grid) { return grid.getApiAsync(id); }); },
  };
  window.dash_ag_grid = standin;

  // Called once the frame stands, while the server draws the page.
  window.trendsExpect = function () {
    if (expected("tables")) tables().catch(function () { /* the table says so itself */ });
    if (expected("charts")) Promise.resolve(window.Plotly).catch(function () { /* the chart asks again */ });
  };
})();
