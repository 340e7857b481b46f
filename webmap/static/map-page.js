// The page's side of the talk with the map's frame: rows and legend lines point at communes, and the other
// way round. What is said is `{type, units}` with codes that the table has, and `{type: "view", …}`.
(function () {
  "use strict";
  var frame = document.getElementById("map-frame");
  var table = document.getElementById("map-table");
  var controls = document.querySelector(".map-controls");
  var rows = new Map();
  // On a phone the table stands under the map: going to a row would take the map out of sight.
  var beside = window.matchMedia("(min-width: 48rem)");

  if (table) {
    table.querySelectorAll("tr[data-unit]").forEach(function (row) {
      rows.set(row.getAttribute("data-unit"), row);
    });
  }

  function tell(message) {
    if (frame) frame.contentWindow.postMessage(message, "*");
  }

  function mark(name, codes) {
    rows.forEach(function (row, code) {
      row.classList.toggle(name, codes.indexOf(code) >= 0);
    });
  }

  function point(codes) {
    mark("is-pointed", codes);
    tell({ type: "highlight", units: codes });
  }

  function showSelected(codes) {
    mark("is-selected", codes);
    rows.forEach(function (row, code) {
      var chosen = codes.indexOf(code) >= 0;
      row.querySelector(".unit-name").setAttribute("aria-pressed", chosen ? "true" : "false");
    });
    document.querySelectorAll(".legend-line").forEach(function (line) {
      var of = codesOf(line.getAttribute("data-key"));
      var chosen = of.length > 0 && of.join() === codes.join();
      line.setAttribute("aria-pressed", chosen ? "true" : "false");
    });
  }

  function select(codes) {
    showSelected(codes);
    tell({ type: "select", units: codes });
  }

  function selected() {
    return Array.from(rows.keys()).filter(function (code) {
      return rows.get(code).classList.contains("is-selected");
    });
  }

  function codesOf(key) {
    return Array.from(rows.keys()).filter(function (code) {
      return rows.get(code).getAttribute("data-key") === key;
    });
  }

  function toggle(codes) {
    select(selected().join() === codes.join() ? [] : codes);
  }

  rows.forEach(function (row, code) {
    row.addEventListener("mouseenter", function () { point([code]); });
    row.addEventListener("mouseleave", function () { point([]); });
    row.addEventListener("focusin", function () { point([code]); });
    row.addEventListener("focusout", function () { point([]); });
    row.addEventListener("click", function (event) {
      if (!event.target.closest("a")) toggle([code]);
    });
  });

  document.querySelectorAll(".legend-line").forEach(function (line) {
    line.setAttribute("aria-pressed", "false");
    line.addEventListener("mouseenter", function () { point(codesOf(line.getAttribute("data-key"))); });
    line.addEventListener("mouseleave", function () { point([]); });
    line.addEventListener("click", function () { toggle(codesOf(line.getAttribute("data-key"))); });
  });

  // The frame speaks to the page: known codes, and finite numbers; all else is dropped.
  function hasOnly(message, names) {
    return Object.keys(message).sort().join() === names;
  }

  function knownUnits(message) {
    return hasOnly(message, "type,units") && Array.isArray(message.units)
      && message.units.every(function (code) { return typeof code === "string" && rows.has(code); });
  }

  function soundView(message) {
    return hasOnly(message, "center,type,zoom") && Array.isArray(message.center)
      && message.center.length === 2 && message.center.every(Number.isFinite)
      && Number.isFinite(message.zoom);
  }

  function hear(event) {
    var message = event.data;
    if (!frame || event.source !== frame.contentWindow) return;
    if (message === null || typeof message !== "object") return;
    if (message.type === "highlight" && knownUnits(message)) {
      mark("is-pointed", message.units);
    } else if (message.type === "select" && knownUnits(message)) {
      showSelected(message.units);
      if (message.units.length === 1 && beside.matches) {
        rows.get(message.units[0]).scrollIntoView({ block: "nearest" });
      }
    } else if (message.type === "view" && soundView(message)) {
      keepView(message);
    }
  }

  // The view is kept in the address, so that a link shows the same piece of the map.
  function keepView(message) {
    var numbers = message.center.map(function (number) { return number.toFixed(5); });
    numbers.push(message.zoom.toFixed(2));
    history.replaceState(null, "", "#view=" + numbers.join(","));
  }

  function viewOfAddress() {
    var found = /^#view=(-?[\d.]+),(-?[\d.]+),([\d.]+)$/.exec(location.hash);
    if (!found) return null;
    return { type: "view", center: [Number(found[1]), Number(found[2])], zoom: Number(found[3]) };
  }

  if (frame) {
    window.addEventListener("message", hear);
    frame.addEventListener("load", function () {
      var view = viewOfAddress();
      if (view) tell(view);
      tell({ type: "select", units: selected() });
    });
  }

  // A control chosen with the pointer shows at once; with the keyboard only the button does, since each
  // press of an arrow would load a page.
  if (controls) {
    var byKey = false;
    controls.addEventListener("keydown", function () { byKey = true; });
    controls.addEventListener("pointerdown", function () { byKey = false; });
    controls.addEventListener("change", function () { if (!byKey) controls.submit(); });
  }
})();
