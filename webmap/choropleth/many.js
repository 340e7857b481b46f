// The frame's own script where the units are too many for an element each: outlines are drawn on a canvas,
// facts and labels are made when they are asked for. `units` is what `many_units.py` wrote; its texts are
// plain and never parsed as HTML. A part of the canvas is drawn once for a view, the emphasis on a second one.
function portalFrame(map, units, config) {
  "use strict";
  var WORLD = 256;
  // Beyond the frame's edges this part of its size is drawn too, so that a dragged map shows no white.
  var PADDING = 0.2;
  // Pixels of a usual unit's side, below which lines between units would cover what they part.
  var LINES_FROM = 9;
  var MOST_LABELS = 150;
  var LEAST_ROOM = 1400;

  var codes = units.codes.split(" ");
  var place = new Map(codes.map(function (code, n) { return [code, n]; }));
  var shapes = readShapes(units);
  var selected = new Set();
  var pointed = new Set();
  var talk = portalTalk(map, config, place.has.bind(place), {
    highlight: function (told) { replace(pointed, told); },
    select: function (told) { replace(selected, told); }
  });

  // Outlines: letters of five bits (`arc_text.py`) to points of the world at zoom 0, relative to a corner.
  function decode(letters, take) {
    var number = 0, shift = 0;
    for (var n = 0; n < letters.length; n++) {
      var value = letters.charCodeAt(n) - 63;
      number |= (value & 31) << shift;
      if (value & 32) {
        shift += 5;
      } else {
        take(number & 1 ? ~(number >>> 1) : number >>> 1);
        number = shift = 0;
      }
    }
  }

  function readNumbers(letters) {
    var found = [];
    decode(letters, function (number) { found.push(number); });
    return found;
  }

  function readShapes(text) {
    var moves = readNumbers(text.points), sizes = readNumbers(text.sizes), rings = readNumbers(text.rings);
    var xs = new Float64Array(moves.length / 2), ys = new Float64Array(moves.length / 2);
    var east = 0, north = 0;
    for (var n = 0; n < xs.length; n++) {
      east += moves[2 * n];
      north += moves[2 * n + 1];
      var sine = Math.sin((text.origin[1] + north * text.step) * Math.PI / 180);
      xs[n] = (text.origin[0] + east * text.step + 180) / 360 * WORLD;
      ys[n] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
    }
    var starts = new Int32Array(sizes.length + 1);
    sizes.forEach(function (size, arc) { starts[arc + 1] = starts[arc] + size; });
    var at = 0, known = 0, outlines = [], uses = new Uint8Array(sizes.length);
    while (at < rings.length) {
      var outline = [];
      for (var ring = rings[at++]; ring > 0; ring--) {
        var named = [];
        for (var count = rings[at++]; count > 0; count--) {
          var number = rings[at++];
          if (number === 0) known++;
          var arc = known - (Math.abs(number) || 1);
          uses[arc]++;
          named.push(number > 0 ? ~arc : arc);
        }
        outline.push(named);
      }
      outlines.push(outline);
    }
    return { xs: xs, ys: ys, starts: starts, uses: uses, outlines: outlines, boxes: boxesOf(xs, ys, starts, outlines) };
  }

  function boxesOf(xs, ys, starts, outlines) {
    return outlines.map(function (outline) {
      var box = [Infinity, Infinity, -Infinity, -Infinity];
      outline.forEach(function (ring) {
        ring.forEach(function (named) {
          var arc = named < 0 ? ~named : named;
          for (var n = starts[arc]; n < starts[arc + 1]; n++) {
            if (xs[n] < box[0]) box[0] = xs[n];
            if (ys[n] < box[1]) box[1] = ys[n];
            if (xs[n] > box[2]) box[2] = xs[n];
            if (ys[n] > box[3]) box[3] = ys[n];
          }
        });
      });
      return box;
    });
  }

  function eachPoint(ring, take) {
    for (var n = 0; n < ring.length; n++) {
      var back = ring[n] < 0, arc = back ? ~ring[n] : ring[n];
      var first = shapes.starts[arc], last = shapes.starts[arc + 1] - 1;
      // The last point of an arc is the first one of the next.
      if (back) for (var i = last; i > first; i--) take(shapes.xs[i], shapes.ys[i]);
      else for (var j = first; j < last; j++) take(shapes.xs[j], shapes.ys[j]);
    }
  }

  // Two canvases that lie where the view is: one with the units, one with what is pointed at or selected.
  var base = canvasOf("units"), above = canvasOf("emphasis");
  var view = null;

  function canvasOf(name) {
    var canvas = L.DomUtil.create("canvas", "units-canvas " + name, map.getPanes().overlayPane);
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  }

  function prepareView() {
    var size = map.getSize(), pad = size.multiplyBy(PADDING).round();
    var corner = map.containerPointToLayerPoint([0, 0]).subtract(pad);
    var scale = Math.pow(2, map.getZoom());
    var origin = map.getPixelOrigin().add(corner);
    var full = size.add(pad.multiplyBy(2));
    view = { scale: scale, x: origin.x, y: origin.y, size: full, ratio: window.devicePixelRatio || 1 };
    [base, above].forEach(function (canvas) {
      canvas.width = full.x * view.ratio;
      canvas.height = full.y * view.ratio;
      canvas.style.width = full.x + "px";
      canvas.style.height = full.y + "px";
      L.DomUtil.setPosition(canvas, corner);
    });
  }

  function isInView(box) {
    return box[2] * view.scale > view.x && box[0] * view.scale < view.x + view.size.x
      && box[3] * view.scale > view.y && box[1] * view.scale < view.y + view.size.y;
  }

  function trace(pen, unit) {
    shapes.outlines[unit].forEach(function (ring) {
      var begun = false;
      eachPoint(ring, function (x, y) {
        if (begun) pen.lineTo(x * view.scale - view.x, y * view.scale - view.y);
        else pen.moveTo(x * view.scale - view.x, y * view.scale - view.y);
        begun = true;
      });
      pen.closePath();
    });
  }

  function penOf(canvas) {
    var pen = canvas.getContext("2d");
    pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    pen.clearRect(0, 0, view.size.x, view.size.y);
    pen.lineJoin = "round";
    return pen;
  }

  function draw() {
    prepareView();
    var pen = penOf(base);
    var seen = [];
    shapes.boxes.forEach(function (box, unit) { if (isInView(box)) seen.push(unit); });
    units.looks.forEach(function (look, n) {
      var mine = seen.filter(function (unit) { return units.keys[unit] === n; });
      if (!mine.length) return;
      pen.beginPath();
      mine.forEach(function (unit) { trace(pen, unit); });
      if (units.filled) {
        pen.fillStyle = patternOf(pen, look);
        pen.fill("evenodd");
        // Without it the ground would shine through between neighbours of different classes.
        pen.strokeStyle = look.fill;
        pen.lineWidth = 0.7;
        pen.stroke();
      }
    });
    drawLines(pen, seen);
    drawCircles(pen, seen);
    emphasise();
    label(seen);
  }

  function usualSide() {
    var sides = shapes.boxes.map(function (box) { return Math.sqrt((box[2] - box[0]) * (box[3] - box[1])); });
    sides.sort(function (one, other) { return one - other; });
    return sides[Math.floor(sides.length / 2)];
  }
  var side = usualSide();

  function drawLines(pen, seen) {
    var inner = side * view.scale >= LINES_FROM, drawn = new Set();
    [1, 2].forEach(function (uses) {
      if (uses === 2 && !inner) return;
      pen.beginPath();
      seen.forEach(function (unit) {
        shapes.outlines[unit].forEach(function (ring) {
          ring.forEach(function (named) {
            var arc = named < 0 ? ~named : named;
            if (drawn.has(arc) || (shapes.uses[arc] === 1) !== (uses === 1)) return;
            drawn.add(arc);
            traceArc(pen, arc);
          });
        });
      });
      pen.strokeStyle = uses === 1 ? config.edge : config.line;
      pen.lineWidth = uses === 1 ? 0.9 : 0.6;
      pen.stroke();
    });
  }

  function traceArc(pen, arc) {
    for (var n = shapes.starts[arc]; n < shapes.starts[arc + 1]; n++) {
      var x = shapes.xs[n] * view.scale - view.x, y = shapes.ys[n] * view.scale - view.y;
      if (n === shapes.starts[arc]) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
  }

  // Hatches and dots as on the other maps, drawn once as a small tile that repeats.
  var tiles = new Map();
  function patternOf(pen, look) {
    if (!look.pattern) return look.fill;
    if (!tiles.has(look.key)) {
      var tile = document.createElement("canvas"), side = look.pattern === "hatch" ? 8 : 7;
      tile.width = tile.height = side;
      var brush = tile.getContext("2d");
      brush.fillStyle = look.fill;
      brush.fillRect(0, 0, side, side);
      brush.strokeStyle = brush.fillStyle = config.ink;
      brush.beginPath();
      if (look.pattern === "hatch") {
        [[-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]].forEach(function (line) {
          brush.moveTo(line[0], line[1]);
          brush.lineTo(line[2], line[3]);
        });
        brush.stroke();
      } else {
        brush.arc(3.5, 3.5, 0.9, 0, 2 * Math.PI);
        brush.fill();
      }
      tiles.set(look.key, pen.createPattern(tile, "repeat"));
    }
    return tiles.get(look.key);
  }

  // Counts are circles, their area proportional to the value; the largest first, so that none is hidden.
  var SMALLER = 0.65;
  function drawCircles(pen, seen) {
    if (!units.radii) return;
    var shrink = talk.isNarrow() ? SMALLER : 1;
    seen.filter(function (unit) { return units.radii[unit] > 0; }).sort(function (one, other) {
      return units.radii[other] - units.radii[one];
    }).forEach(function (unit) {
      var at = onCanvas(middleOf(unit));
      pen.beginPath();
      pen.arc(at[0], at[1], units.radii[unit] * shrink * units.circleScale, 0, 2 * Math.PI);
      pen.fillStyle = units.looks[units.keys[unit]].circle;
      pen.globalAlpha = 0.9;
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = "#1d2327";
      pen.lineWidth = 0.5;
      pen.stroke();
    });
  }

  function emphasise() {
    var pen = penOf(above);
    pen.beginPath();
    new Set([].concat(Array.from(selected), Array.from(pointed))).forEach(function (code) {
      var unit = place.get(code);
      if (isInView(shapes.boxes[unit])) trace(pen, unit);
    });
    pen.strokeStyle = config.selection.color;
    pen.lineWidth = pointed.size + selected.size > 50 ? 1 : config.selection.weight;
    pen.stroke();
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

  // Which unit is where: by even and odd crossings of a line to the left.
  function worldOf(latlng) {
    var at = map.project(latlng, 0);
    return [at.x, at.y];
  }

  function unitAt(latlng) {
    var at = worldOf(latlng);
    for (var unit = 0; unit < shapes.boxes.length; unit++) {
      var box = shapes.boxes[unit];
      if (at[0] < box[0] || at[0] > box[2] || at[1] < box[1] || at[1] > box[3]) continue;
      if (crossings(unit, at[1]).filter(function (x) { return x < at[0]; }).length % 2) return unit;
    }
    return -1;
  }

  function crossings(unit, y) {
    var found = [];
    shapes.outlines[unit].forEach(function (ring) {
      var points = [];
      eachPoint(ring, function (px, py) { points.push([px, py]); });
      points.forEach(function (to, n) {
        var from = points[(n || points.length) - 1];
        if ((from[1] > y) !== (to[1] > y)) {
          found.push(from[0] + (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]));
        }
      });
    });
    return found.sort(function (one, other) { return one - other; });
  }

  // A point inside: the middle of the widest run at half height.
  function middleOf(unit) {
    var box = shapes.boxes[unit], y = (box[1] + box[3]) / 2 + 1e-9, xs = crossings(unit, y);
    var best = [(box[0] + box[2]) / 2, y], widest = 0;
    for (var n = 0; n + 1 < xs.length; n += 2) {
      if (xs[n + 1] - xs[n] > widest) {
        widest = xs[n + 1] - xs[n];
        best = [(xs[n] + xs[n + 1]) / 2, y];
      }
    }
    return best;
  }

  function onCanvas(at) {
    return [at[0] * view.scale - view.x, at[1] * view.scale - view.y];
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
    return (of[2] - of[0]) * (of[3] - of[1]) * view.scale * view.scale;
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
    value.textContent = (units.labels || units.columns[0].texts)[unit];
    number.appendChild(value);
    holder.append(name, number);
    var spot = document.createElement("div");
    spot.className = "label-place leaflet-zoom-hide";
    spot.style.position = "absolute";
    spot.appendChild(holder);
    box.appendChild(spot);
    L.DomUtil.setPosition(spot, map.latLngToLayerPoint(latLngOf(middleOf(unit))));
    var rect = holder.getBoundingClientRect();
    var wide = rect.width > 1.15 * (of[2] - of[0]) * view.scale;
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
  if (!view) draw();
  document.documentElement.setAttribute("data-features", String(shapes.outlines.length));
  document.documentElement.setAttribute("data-ready", "true");
  // The second frame begins when the first one has been painted.
  requestAnimationFrame(function () {
    requestAnimationFrame(function () {
      document.documentElement.setAttribute("data-drawn", String(Math.round(performance.now())));
    });
  });
}
