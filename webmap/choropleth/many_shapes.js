// Outlines of very many units, from letters (`arc_text.py`) to points of the world at zoom 0.
function portalShapes(text) {
  "use strict";
  var WORLD = 256;

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

  function readShapes() {
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

  var shapes = readShapes();

  // Calls `take` with each point of a ring; the last point of an arc is the first one of the next.
  shapes.eachPoint = function (ring, take) {
    for (var n = 0; n < ring.length; n++) {
      var back = ring[n] < 0, arc = back ? ~ring[n] : ring[n];
      var first = shapes.starts[arc], last = shapes.starts[arc + 1] - 1;
      if (back) for (var i = last; i > first; i--) take(shapes.xs[i], shapes.ys[i]);
      else for (var j = first; j < last; j++) take(shapes.xs[j], shapes.ys[j]);
    }
  };

  // Where a horizontal line crosses a unit's outline, from west to east.
  shapes.crossings = function (unit, y) {
    var found = [];
    shapes.outlines[unit].forEach(function (ring) {
      var points = [];
      shapes.eachPoint(ring, function (px, py) { points.push([px, py]); });
      points.forEach(function (to, n) {
        var from = points[(n || points.length) - 1];
        if ((from[1] > y) !== (to[1] > y)) {
          found.push(from[0] + (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]));
        }
      });
    });
    return found.sort(function (one, other) { return one - other; });
  };

  // The unit at a place, by even and odd crossings of a line to the west of it; -1 where there is none.
  shapes.unitAt = function (x, y) {
    for (var unit = 0; unit < shapes.boxes.length; unit++) {
      var box = shapes.boxes[unit];
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
      if (shapes.crossings(unit, y).filter(function (at) { return at < x; }).length % 2) return unit;
    }
    return -1;
  };

  // A point inside of a unit: the middle of the widest run at half height.
  shapes.middleOf = function (unit) {
    var box = shapes.boxes[unit], y = (box[1] + box[3]) / 2 + 1e-9, xs = shapes.crossings(unit, y);
    var best = [(box[0] + box[2]) / 2, y], widest = 0;
    for (var n = 0; n + 1 < xs.length; n += 2) {
      if (xs[n + 1] - xs[n] > widest) {
        widest = xs[n + 1] - xs[n];
        best = [(xs[n] + xs[n + 1]) / 2, y];
      }
    }
    return best;
  };

  return shapes;
}
