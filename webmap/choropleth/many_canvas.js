// Draws very many units on two canvases that lie where the view is: one with the units, drawn once for a
// view, and one above it with what is pointed at or selected.
function portalCanvas(map, units, shapes, config, isNarrow) {
  "use strict";
  // Beyond the frame's edges this part of its size is drawn too, so that a dragged map shows no white.
  var PADDING = 0.2;
  // Pixels of a usual unit's side, below which lines between units would cover what they part.
  var LINES_FROM = 9;

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
      shapes.eachPoint(ring, function (x, y) {
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
    return seen;
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
    var shrink = isNarrow() ? SMALLER : 1;
    seen.filter(function (unit) { return units.radii[unit] > 0; }).sort(function (one, other) {
      return units.radii[other] - units.radii[one];
    }).forEach(function (unit) {
      var at = onCanvas(shapes.middleOf(unit));
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

  function onCanvas(at) {
    return [at[0] * view.scale - view.x, at[1] * view.scale - view.y];
  }

  function emphasise(told, width) {
    var pen = penOf(above);
    pen.beginPath();
    told.forEach(function (unit) { if (isInView(shapes.boxes[unit])) trace(pen, unit); });
    pen.strokeStyle = config.selection.color;
    pen.lineWidth = width;
    pen.stroke();
  }

  return {
    draw: draw,
    emphasise: emphasise,
    isDrawn: function () { return view !== null; },
    scale: function () { return view.scale; }
  };
}
