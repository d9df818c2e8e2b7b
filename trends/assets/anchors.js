// Long pages are drawn after the address is read, so the browser can't find their anchors by itself: this goes to them.
(function () {
  "use strict";
  function target() {
    let name = window.location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (error) { /* not encoded: taken as it is */ }
    if (!name) return null;
    return document.getElementById(name) || document.querySelector('[data-anchor="' + CSS.escape(name) + '"]');
  }
  function go() {
    const found = target();
    document.querySelectorAll(".found").forEach(function (item) { item.classList.remove("found"); });
    if (!found) return;
    found.classList.add("found");
    const shut = found.closest("details:not([open])");
    if (shut) shut.open = true;
    found.scrollIntoView({ block: found.tagName === "TR" ? "center" : "start" });
  }
  window.addEventListener("hashchange", go);
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    anchors: {
      go: function () {
        // after the frame has scrolled to the top of a page just opened
        window.setTimeout(go, 60);
        return true;
      },
    },
  });
})();
