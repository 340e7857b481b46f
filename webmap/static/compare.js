// Maps side by side: what one of them tells (a view, communes pointed at or chosen) is told to the others and
// shown in the table. Messages are those of the frame's contract; anything else is dropped.
(function () {
  "use strict";
  var frames = Array.from(document.querySelectorAll("iframe.compare-map"));
  var rows = new Map();
  document.querySelectorAll("#compare-table tr[data-unit]").forEach(function (row) {
    rows.set(row.getAttribute("data-unit"), row);
  });

  function tellAllBut(source, message) {
    frames.forEach(function (frame) {
      if (frame.contentWindow !== source) frame.contentWindow.postMessage(message, "*");
    });
  }

  function mark(name, codes) {
    rows.forEach(function (row, code) { row.classList.toggle(name, codes.indexOf(code) >= 0); });
    if (name !== "is-selected") return;
    rows.forEach(function (row, code) {
      row.querySelector(".unit-name").setAttribute("aria-pressed", codes.indexOf(code) >= 0 ? "true" : "false");
    });
    window.addressState.keepUnits(codes);
  }

  function selected() {
    return Array.from(rows.keys()).filter(function (code) {
      return rows.get(code).classList.contains("is-selected");
    });
  }

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

  window.addEventListener("message", function (event) {
    var message = event.data;
    var known = frames.some(function (frame) { return event.source === frame.contentWindow; });
    if (!known || message === null || typeof message !== "object") return;
    if (message.type === "view" && soundView(message)) {
      window.addressState.keepView(message);
      tellAllBut(event.source, message);
    } else if (message.type === "highlight" && knownUnits(message)) {
      mark("is-pointed", message.units);
      tellAllBut(event.source, message);
    } else if (message.type === "select" && knownUnits(message)) {
      mark("is-selected", message.units);
      tellAllBut(event.source, message);
    }
  });

  rows.forEach(function (row, code) {
    function point(codes) {
      mark("is-pointed", codes);
      tellAllBut(null, { type: "highlight", units: codes });
    }
    row.addEventListener("mouseenter", function () { point([code]); });
    row.addEventListener("mouseleave", function () { point([]); });
    row.addEventListener("focusin", function () { point([code]); });
    row.addEventListener("focusout", function () { point([]); });
    row.addEventListener("click", function () {
      var codes = row.classList.contains("is-selected") ? [] : [code];
      mark("is-selected", codes);
      tellAllBut(null, { type: "select", units: codes });
    });
  });

  function greet(frame) {
    var view = window.addressState.view();
    if (view) frame.contentWindow.postMessage(view, "*");
    frame.contentWindow.postMessage({ type: "select", units: selected() }, "*");
  }

  function showAddress() {
    mark("is-selected", window.addressState.units().filter(function (code) { return rows.has(code); }));
    frames.forEach(greet);
  }

  // A frame that was there before this script has loaded already.
  showAddress();
  window.addressState.onChange(showAddress);
  frames.forEach(function (frame) {
    frame.addEventListener("load", function () { greet(frame); });
  });

  // A control chosen with the pointer shows at once; with the keyboard only the button does.
  var controls = document.querySelector(".map-controls");
  if (!controls) return;
  var byKey = false;
  controls.addEventListener("keydown", function () { byKey = true; });
  controls.addEventListener("pointerdown", function () { byKey = false; });
  controls.addEventListener("change", function (event) {
    if (!byKey && event.target.id !== "breaks") controls.submit();
  });
})();
