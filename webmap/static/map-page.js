// The page's side of the talk with the map's frame: rows and legend lines point at communes, and the other
// way round. What is said is `{type, units}` with codes that the table has, and `{type: "view", …}`.
(function () {
  "use strict";
  var frame, rows, legend;
  // On a phone the table stands under the map: going to a row would take the map out of sight.
  var beside = window.matchMedia("(min-width: 48rem)");

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

  // A map that points at communes points at their line of the legend too.
  function pointAtLegend(codes) {
    legend.forEach(function (line) {
      var key = line.getAttribute("data-key");
      var met = codes.some(function (code) { return rows.get(code).getAttribute("data-key") === key; });
      line.classList.toggle("is-pointed", met);
    });
  }

  // What is said of a commune further down is marked with it; a table that is folded up comes open.
  function markBelow(codes) {
    document.querySelectorAll("tr[data-commune]").forEach(function (row) {
      var chosen = codes.indexOf(row.getAttribute("data-commune")) >= 0;
      row.classList.toggle("is-selected", chosen);
      var folded = row.closest("details");
      if (chosen && folded) folded.open = true;
    });
  }

  function showSelected(codes) {
    mark("is-selected", codes);
    markBelow(codes);
    rows.forEach(function (row, code) {
      var chosen = codes.indexOf(code) >= 0;
      row.querySelector(".unit-name").setAttribute("aria-pressed", chosen ? "true" : "false");
    });
    legend.forEach(function (line) {
      var of = codesOf(line.getAttribute("data-key"));
      var chosen = of.length > 0 && of.join() === codes.join();
      line.setAttribute("aria-pressed", chosen ? "true" : "false");
    });
    window.addressState.keepUnits(codes);
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

  function bindRow(row, code) {
    row.addEventListener("mouseenter", function () { point([code]); });
    row.addEventListener("mouseleave", function () { point([]); });
    row.addEventListener("focusin", function () { point([code]); });
    row.addEventListener("focusout", function () { point([]); });
    row.addEventListener("click", function (event) {
      if (!event.target.closest("a")) toggle([code]);
    });
  }

  function bindLine(line) {
    line.setAttribute("aria-pressed", "false");
    line.addEventListener("mouseenter", function () { point(codesOf(line.getAttribute("data-key"))); });
    line.addEventListener("mouseleave", function () { point([]); });
    line.addEventListener("click", function () { toggle(codesOf(line.getAttribute("data-key"))); });
  }

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
      pointAtLegend(message.units);
    } else if (message.type === "select" && knownUnits(message)) {
      showSelected(message.units);
      if (message.units.length === 1 && beside.matches) {
        rows.get(message.units[0]).scrollIntoView({ block: "nearest" });
      }
    } else if (message.type === "view" && soundView(message)) {
      window.addressState.keepView(message);
    }
  }

  // A control chosen with the pointer shows at once; with the keyboard only the button does, since each
  // press of an arrow would load a page.
  function bindControls(controls) {
    var byKey = false;
    controls.addEventListener("keydown", function () { byKey = true; });
    controls.addEventListener("pointerdown", function () { byKey = false; });
    controls.addEventListener("change", function (event) {
      if (!byKey && event.target.id !== "breaks") controls.submit();
    });
  }

  // The slider loads the page of another period and puts it in the place of this one, so that it keeps the
  // focus and the map its view; without a script its marks are links.
  function bindSlider(slider) {
    var marks = Array.from(document.querySelectorAll(".map-marks a"));
    slider.hidden = false;
    slider.addEventListener("input", function () {
      slider.setAttribute("aria-valuetext", marks[slider.value].title);
      marks.forEach(function (mark, place) {
        if (place === Number(slider.value)) mark.setAttribute("aria-current", "true");
        else mark.removeAttribute("aria-current");
      });
    });
    slider.addEventListener("change", function () { turnTo(marks[slider.value].href); });
    marks.forEach(function (mark) {
      mark.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        turnTo(mark.href);
      });
    });
  }

  var turning = 0;
  function turnTo(address) {
    var turn = ++turning;
    var chosen = selected();
    fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      if (turn !== turning) return;
      var other = new DOMParser().parseFromString(text, "text/html");
      var shown = document.activeElement;
      var focused = shown && shown.classList.contains("map-slider");
      ["main", ".location", "svg.definitions"].forEach(function (place) {
        var here = document.querySelector("body > " + place), there = other.querySelector("body > " + place);
        if (here && there) here.replaceWith(document.adoptNode(there));
      });
      document.title = other.title;
      history.replaceState(null, "", address + location.hash);
      begin();
      showSelected(chosen.filter(function (code) { return rows.has(code); }));
      var slider = document.querySelector(".map-slider");
      if (focused && slider) slider.focus();
    }).catch(function () { location.assign(address); });
  }

  function begin() {
    var table = document.getElementById("map-table");
    frame = document.getElementById("map-frame");
    rows = new Map();
    if (table) {
      table.querySelectorAll("tr[data-unit]").forEach(function (row) {
        rows.set(row.getAttribute("data-unit"), row);
      });
    }
    legend = Array.from(document.querySelectorAll(".legend-line"));
    rows.forEach(bindRow);
    legend.forEach(bindLine);
    var controls = document.querySelector(".map-controls");
    if (controls) bindControls(controls);
    var slider = document.querySelector(".map-slider");
    if (slider) bindSlider(slider);
    if (frame) frame.addEventListener("load", greet);
  }

  function greet() {
    var view = window.addressState.view();
    var folded = view && frame ? frame.closest("details") : null;
    if (folded) folded.open = true;
    if (view) tell(view);
    tell({ type: "select", units: selected() });
  }

  window.addEventListener("message", hear);
  begin();
  showSelected(window.addressState.units().filter(function (code) { return rows.has(code); }));
  // A frame that was there before this script has said so already.
  greet();
})();
