// The frame's own script where the units are too many for an element each: outlines are drawn on a canvas,
// facts and labels are made when they are asked for. `units` is what `many_units.py` wrote; its texts are
// plain and never parsed as HTML. Outlines are read by `many_shapes.js` and drawn by `many_canvas.js`.
function portalFrame(map, units, config) {
  "use strict";
  var MOST_LABELS = 150;
  var LEAST_ROOM = 1400;

  // Of each code stands how many letters of the one before it are kept, and the rest (`fronted.py`).
  var before = "", codes = units.codes.split(" ").map(function (word) {
    return before = before.slice(0, parseInt(word[0], 36)) + word.slice(1);
  });
  var place = new Map(codes.map(function (code, n) { return [code, n]; }));
  var shapes = portalShapes(units);
  var canvas = portalCanvas(map, units, shapes, config, function () { return talk.isNarrow(); });
  var selected = new Set();
  var pointed = new Set();
  var talk = portalTalk(map, config, place.has.bind(place), {
    highlight: function (told) { replace(pointed, told); },
    select: function (told) { replace(selected, told); }
  });

  function draw() {
    var seen = canvas.draw();
    emphasise();
    label(seen);
  }

  function emphasise() {
    var many = pointed.size + selected.size > 50;
    var told = new Set(Array.from(selected).concat(Array.from(pointed)));
    canvas.emphasise(Array.from(told).map(function (code) { return place.get(code); }), many ? 1 : config.selection.weight);
  }

  function replace(set, told) {
    set.clear();
    told.forEach(function (code) { set.add(code); });
    emphasise();
    markSelected();
  }

  // How many are selected can be asked of the document too, since a canvas tells nothing.
  function markSelected() {
    document.documentElement.setAttribute("data-selected", Array.from(selected).slice(0, 20).join(" "));
    document.documentElement.setAttribute("data-pointed", Array.from(pointed).slice(0, 20).join(" "));
  }

  function point(told) {
    if (told.length === pointed.size && told.every(function (code) { return pointed.has(code); })) return;
    replace(pointed, told);
    talk.tell("highlight", told);
  }

  function select(code) {
    replace(selected, selected.has(code) ? [] : [code]);
    talk.tell("select", Array.from(selected));
  }

  function unitAt(latlng) {
    var at = map.project(latlng, 0);
    return shapes.unitAt(at.x, at.y);
  }

  function latLngOf(at) {
    return map.unproject(L.point(at[0], at[1]), 0);
  }

  // Facts: a table of what there is to say, made when a unit is pointed at.
  var facts = new talk.Facts({ opacity: 1, className: "facts" });

  function textOf(column, unit) {
    return typeof column.texts === "string" ? column.texts : column.texts[unit];
  }

  function factsOf(unit) {
    var table = document.createElement("table");
    table.createCaption().textContent = units.names[unit];
    units.columns.forEach(function (column) {
      var text = textOf(column, unit);
      if (!text) return;
      var row = table.insertRow(), head = document.createElement("th");
      head.scope = "row";
      head.textContent = column.heading;
      row.appendChild(head);
      row.insertCell().textContent = text;
    });
    return table;
  }

  function show(unit, latlng) {
    if (unit < 0) {
      map.closeTooltip(facts);
      point([]);
      return;
    }
    facts.setContent(factsOf(unit)).setLatLng(latlng);
    if (!map.hasLayer(facts)) map.openTooltip(facts);
    point([codes[unit]]);
  }

  // Labels of those that have room for one, the widest first; the page's table has them all.
  var box = L.DomUtil.create("div", "many-labels", map.getPanes().markerPane);
  L.DomUtil.setPosition(box, L.point(0, 0));
  function label(seen) {
    box.replaceChildren();
    var roomy = seen.map(function (unit) { return [roomOf(unit), unit]; });
    roomy = roomy.filter(function (one) { return one[0] > LEAST_ROOM; });
    roomy.sort(function (one, other) { return other[0] - one[0]; });
    var taken = Array.from(document.querySelectorAll(".leaflet-control, .sea-label")).map(function (one) {
      return one.getBoundingClientRect();
    });
    roomy.slice(0, MOST_LABELS).forEach(function (one) { addLabel(one[1], taken); });
  }

  function roomOf(unit) {
    var of = shapes.boxes[unit];
    return (of[2] - of[0]) * (of[3] - of[1]) * canvas.scale() * canvas.scale();
  }

  function addLabel(unit, taken) {
    var look = units.looks[units.keys[unit]], of = shapes.boxes[unit];
    var holder = document.createElement("div"), name = document.createElement("span");
    holder.className = "label small" + (look.dark && units.filled ? " dark" : "");
    holder.style.setProperty("--fill", look.fill);
    name.className = "name";
    name.textContent = units.names[unit].slice(units.cuts[unit]);
    var number = document.createElement("span"), value = document.createElement("span");
    number.className = "number";
    number.innerHTML = look.sign;
    value.className = "value";
    value.textContent = unit in units.labels ? units.labels[unit] : textOf(units.columns[0], unit);
    number.appendChild(value);
    holder.append(name, number);
    var spot = document.createElement("div");
    spot.className = "label-place leaflet-zoom-hide";
    spot.style.position = "absolute";
    spot.appendChild(holder);
    box.appendChild(spot);
    L.DomUtil.setPosition(spot, map.latLngToLayerPoint(latLngOf(shapes.middleOf(unit))));
    var rect = holder.getBoundingClientRect();
    var wide = rect.width > 1.15 * (of[2] - of[0]) * canvas.scale();
    var meets = taken.some(function (other) {
      return rect.left < other.right && other.left < rect.right && rect.top < other.bottom && other.top < rect.bottom;
    });
    if (wide || meets) spot.remove();
    else taken.push(rect);
  }

  // Without a pointer: arrows move the map under the cross in its middle, Enter selects what is there.
  var spoken = L.DomUtil.create("p", "spoken", document.body);
  spoken.setAttribute("role", "status");
  var container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", config.words.keys);

  function byKeyboard() {
    return container.matches(":focus-visible") && document.activeElement === container;
  }

  function speak() {
    if (!byKeyboard()) return;
    var unit = unitAt(map.getCenter());
    show(unit, map.getCenter());
    if (unit < 0) return;
    var told = units.columns.filter(function (column) { return column.spoken; });
    spoken.textContent = [units.names[unit]].concat(told.map(function (column) {
      return textOf(column, unit);
    })).filter(Boolean).join(", ");
  }

  container.addEventListener("keydown", function (event) {
    if (event.target !== container) return;
    if (event.key === "Enter" || event.key === " ") {
      var unit = unitAt(map.getCenter());
      event.preventDefault();
      if (unit >= 0) select(codes[unit]);
    }
    if (event.key === "Escape") show(-1);
  });
  container.addEventListener("focus", speak);
  container.addEventListener("blur", function () { show(-1); });

  map.on("mousemove", function (event) { show(unitAt(event.latlng), event.latlng); });
  map.on("mouseout", function () { show(-1); });
  map.on("click", function (event) {
    var unit = unitAt(event.latlng);
    show(unit, event.latlng);
    if (unit >= 0) select(codes[unit]);
  });
  map.on("moveend", function () {
    draw();
    speak();
  });
  map.on("resize", function () {
    if (!talk.isChosen()) talk.fit();
    draw();
  });
  talk.fit();
  if (!canvas.isDrawn()) draw();
  document.documentElement.setAttribute("data-features", String(shapes.outlines.length));
  document.documentElement.setAttribute("data-ready", "true");
  // The second frame begins when the first one has been painted.
  requestAnimationFrame(function () {
    requestAnimationFrame(function () {
      document.documentElement.setAttribute("data-drawn", String(Math.round(performance.now())));
    });
  });
}
