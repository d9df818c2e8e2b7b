// What the frame does in the browser: theme, controls to URL, clicks on points, title and focus after navigation.
(function () {
  "use strict";
  const root = document.documentElement;
  const KEY = "mantine-color-scheme-value";
  const NARROW = window.matchMedia("(max-width: 640px)");
  const DARK = window.matchMedia("(prefers-color-scheme: dark)");
  const shown = new Map(); // page and parameter -> the value last seen, so that mounting a control changes nothing

  function kept() {
    try { return localStorage.getItem(KEY); } catch (error) { return null; }
  }
  function scheme() { return root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light"; }
  function screen() { return { scheme: scheme(), narrow: NARROW.matches }; }
  function publish() {
    if (window.dash_clientside.set_props) window.dash_clientside.set_props("screen", { data: screen() });
  }
  NARROW.addEventListener("change", publish);
  DARK.addEventListener("change", function () {
    const choice = kept();
    if (choice === "light" || choice === "dark") return;
    root.setAttribute("data-mantine-color-scheme", DARK.matches ? "dark" : "light");
    publish();
  });

  // While the next picture is on its way the old one stays, dimmed after a moment (page.css).
  let patience = 0;
  function drawing(on) {
    root.classList.toggle("drawing", on);
    window.clearTimeout(patience);
    if (on) patience = window.setTimeout(function () { drawing(false); }, 15000);
  }

  // After navigation: to the part of the page that the address names, once it is there, else to the top.
  function arrive(tries) {
    const target = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
    if (target) target.scrollIntoView();
    else if (!window.location.hash) window.scrollTo(0, 0);
    else if (tries > 0) window.setTimeout(arrive, 50, tries - 1);
  }

  function go(href) {
    drawing(true);
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }
  window.trendsGo = go;

  // The SQL editor is large and one page needs it: it comes when that page asks.
  let editor = null;
  window.loadTrendsEditor = function () {
    editor = editor || new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = "/assets/trends-editor.min.js";
      script.onload = function () { resolve(window.TrendsEditor); };
      script.onerror = function () { editor = null; reject(new Error("the SQL editor could not be loaded")); };
      document.head.appendChild(script);
    });
    return editor;
  };

  let path = null;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    trends: {
      screen: function (clicks) {
        window.trendsExpect();
        if (clicks) {
          const next = scheme() === "dark" ? "light" : "dark";
          root.setAttribute("data-mantine-color-scheme", next);
          try { localStorage.setItem(KEY, next); } catch (error) { /* private mode: not remembered */ }
        }
        return screen();
      },
      controls: function (values, pathname, search) {
        const keep = window.dash_clientside.no_update;
        const inputs = window.dash_clientside.callback_context.inputs_list[0] || [];
        const params = new URLSearchParams(search || "");
        let moved = false;
        inputs.forEach(function (input, index) {
          const name = input.id.name;
          const value = values[index] === null || values[index] === undefined ? "" : String(values[index]);
          const key = pathname + "?" + name;
          const before = shown.get(key);
          shown.set(key, value);
          if (before === undefined || before === value) return;
          const current = params.has(name) ? params.get(name) : input.id.default;
          if (current === value) return;
          moved = true;
          if (value === "" || value === input.id.default) params.delete(name); else params.set(name, value);
          input.id.resets.split(",").filter(Boolean).forEach(function (other) { params.delete(other); });
        });
        if (!moved) return keep;
        drawing(true);
        const text = params.toString();
        return text ? "?" + text : "";
      },
      follow: function (clicks) {
        const keep = window.dash_clientside.no_update;
        const triggered = window.dash_clientside.callback_context.triggered;
        const points = triggered && triggered.length === 1 && triggered[0].value && triggered[0].value.points;
        const data = points && points[0] && points[0].customdata;
        const href = Array.isArray(data) ? data[data.length - 1] : data;
        if (typeof href === "string" && href.startsWith("/")) go(href);
        return keep;
      },
      keepBeat: function (search) {
        const beat = new URLSearchParams(search || "").get("beat");
        return window.dash_clientside.callback_context.outputs_list.map(function (output) {
          return output.id.path + (beat ? "?beat=" + encodeURIComponent(beat) : "");
        });
      },
      apply: function (settings) {
        (settings || []).forEach(function (setting) {
          window.dash_clientside.set_props(setting.id, setting.props);
        });
        return window.dash_clientside.no_update;
      },
      settled: function (meta) {
        drawing(false);
        if (!meta) return window.dash_clientside.no_update;
        document.title = meta.title;
        document.querySelectorAll(".nav-link").forEach(function (link) {
          if (new URL(link.href).pathname === meta.section) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
        });
        const here = document.querySelector(".nav-link[aria-current]"), nav = document.querySelector(".nav");
        if (here && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - nav.clientWidth / 2;
        if (path !== null && path !== meta.path) {
          arrive(20);
          const page = document.getElementById("page");
          if (page) page.focus({ preventScroll: true });
        }
        path = meta.path;
        return meta.path;
      },
    },
  });
})();
