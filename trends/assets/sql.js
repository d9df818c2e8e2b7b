// The SQL page in the browser: the editor, its keys and buttons, names from the schema, and the query in the address.
(function () {
  "use strict";
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  let editor = null; // the mounted editor, its element, the text run last and the token it runs under
  let place = null;
  let last = null;
  let token = null;

  function set(id, data) { window.dash_clientside.set_props(id, { data: data }); }
  function fresh() {
    const bytes = new Uint8Array(12);
    window.crypto.getRandomValues(bytes);
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }
  function busy(on) {
    const shown = document.getElementById("sql-result");
    const cancel = document.getElementById("sql-button-cancel");
    if (shown) shown.classList.toggle("busy", on);
    if (cancel) cancel.disabled = !on;
  }
  function address(text) { return "/sql?q=" + encodeURIComponent(text); }
  function run(text) {
    if (token) set("sql-cancel", { token: token });
    last = text;
    token = fresh();
    busy(true);
    set("sql-run", { sql: text, token: token });
    if (new URLSearchParams(window.location.search).get("q") !== text) window.trendsGo(address(text));
  }

  // The list of tables: what is written there comes from the release's comments, so it is text and never markup.
  function element(tag, look, text, more) {
    const made = document.createElement(tag);
    if (look) made.className = look;
    if (text) made.textContent = text;
    Object.entries(more || {}).forEach(function (pair) { made.setAttribute(pair[0], pair[1]); });
    return made;
  }
  function holding(tag, look, parts) {
    const made = element(tag, look);
    made.append.apply(made, parts);
    return made;
  }
  function insertButton(name, words) {
    return element("button", "insert", words || name,
      { type: "button", title: "Put " + name + " into the query", "data-insert": name });
  }
  function list(place, groups) {
    place.replaceChildren.apply(place, groups.flatMap(function (group) {
      return [element("h3", "schema-group", group.title)].concat(group.tables.map(function (table) {
        const details = element("details", "", "", { "data-table": table.name });
        details.append(
          holding("summary", "", [element("span", "schema-name", table.name)]),
          holding("p", "small muted", [table.meaning + " ", insertButton(table.name, "Insert")]),
          holding("ul", "", table.columns.map(function (column) {
            return holding("li", "", [insertButton(column.name), element("span", "schema-type", column.type),
              element("span", "schema-meaning", column.meaning)]);
          })));
        return details;
      }));
    }));
  }
  function completions(groups) {
    return Object.fromEntries(groups.flatMap(function (group) { return group.tables; }).map(function (table) {
      return [table.name, table.columns.map(function (column) { return column.name; })];
    }));
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    sqlpage: {
      mount: function (start, schema) {
        const target = document.getElementById("sql-editor");
        if (!start || !target) return window.dash_clientside.no_update;
        if (editor && place === target) {
          // an answer to an address that has been left meanwhile says nothing
          if (new URLSearchParams(window.location.search).get("q") !== (start.run ? start.text : null)) return true;
          if (editor.getText() !== start.text) editor.setText(start.text);
          if (start.run && last !== start.text) run(start.text);
          return true;
        }
        place = target;
        last = token = null;
        busy(false);
        list(document.getElementById("schema"), schema || []);
        return window.loadTrendsEditor().then(function (library) {
          if (place !== target) return true;
          editor = library.mount(target, { text: start.text, schema: completions(schema || []), onRun: run });
          if (start.run) run(start.text);
          return true;
        }, function (reason) {
          target.textContent = "The editor could not be loaded: " + reason.message + ".";
          return false;
        });
      },
      done: function () { token = null; busy(false); return Date.now(); },
    },
  });

  document.addEventListener("click", function (event) {
    const name = event.target.closest("[data-insert]");
    if (name && editor) { editor.insert(name.dataset.insert); return; }
    const button = event.target.closest("[data-sql]");
    if (!button || !editor) return;
    const text = editor.getText();
    switch (button.dataset.sql) {
      case "run": run(text); break;
      case "cancel": if (token) set("sql-cancel", { token: token }); break;
      case "csv": set("sql-csv", { sql: text, at: Date.now() }); break;
    }
  });
  // Link copies the page's address (assets/actions.js); what is in the editor goes into it first, run or not.
  document.addEventListener("click", function (event) {
    if (!editor || !event.target.closest("#sql-button-link")) return;
    window.history.replaceState(window.history.state, "", address(editor.getText()));
  }, true);

  // Back and forward: the address says what to show, also when the server hasn't answered the step before yet.
  window.addEventListener("popstate", function () {
    if (!editor || !place || !place.isConnected || window.location.pathname !== "/sql") return;
    const text = new URLSearchParams(window.location.search).get("q");
    if (text === null || text === last) return;
    editor.setText(text);
    run(text);
  });

  document.addEventListener("input", function (event) {
    if (event.target.id !== "sql-find") return;
    const wanted = event.target.value.trim().toLowerCase();
    document.querySelectorAll("#schema details").forEach(function (table) {
      const inName = table.dataset.table.includes(wanted);
      let hits = 0;
      table.querySelectorAll("li").forEach(function (column) {
        const hit = !wanted || inName || column.textContent.toLowerCase().includes(wanted);
        column.hidden = !hit;
        if (hit) hits += 1;
      });
      table.hidden = Boolean(wanted) && !inName && hits === 0;
      table.open = Boolean(wanted) && (inName || hits > 0);
    });
  });

  functions.sqlValue = function (params) {
    return params.value === null || params.value === undefined ? "NULL" : String(params.value);
  };
  cells.SqlStoryCell = function (props) {
    if (!props.value) return "NULL";
    const href = "/story/" + encodeURIComponent(props.value);
    return window.React.createElement("a", { href: href, onClick: function (event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      window.trendsGo(href);
    } }, props.value);
  };
})();
