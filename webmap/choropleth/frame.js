// The frame's own script: labels, facts, keyboard; the talk with the page is `frame_talk.js`. Both are written
// into the folium document; this is called once with folium's map and GeoJson. Every property of a feature is HTML
// whose texts were escaped on the server; nothing else is ever parsed as HTML.
function portalFrame(map, units, config) {
  "use strict";
  var layers = new Map();
  var selected = new Set();
  var pointed = new Set();

  units.eachLayer(function (layer) {
    layers.set(layer.feature.id, layer);
  });

  var talk = portalTalk(map, config, layers.has.bind(layers), {
    highlight: function (codes) { replace(pointed, codes); },
    select: function (codes) { replace(selected, codes); }
  });

  function textOf(html) {
    var holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.textContent;
  }

  // The outline is drawn once more above all units. To bring the unit itself to the front would take the
  // focus from it, and turn the order of the keyboard into a circle that nobody leaves.
  var above = new Map();
  function emphasise(code) {
    var layer = layers.get(code);
    var wanted = selected.has(code) || pointed.has(code);
    if (wanted && !above.has(code)) {
      layer.setStyle(config.selection);
      above.set(code, L.geoJSON(layer.feature, {
        interactive: false, style: Object.assign({ fill: false }, config.selection)
      }).addTo(map));
    } else if (!wanted && above.has(code)) {
      units.resetStyle(layer);
      above.get(code).remove();
      above.delete(code);
    }
    layer.getElement().setAttribute("aria-pressed", selected.has(code) ? "true" : "false");
  }

  function replace(set, codes) {
    var before = Array.from(set);
    set.clear();
    codes.forEach(function (code) { set.add(code); });
    before.concat(codes).forEach(emphasise);
  }

  function point(codes) {
    replace(pointed, codes);
    talk.tell("highlight", codes);
  }

  function select(code) {
    replace(selected, selected.has(code) ? [] : [code]);
    talk.tell("select", Array.from(selected));
  }

  function prepare(layer, code) {
    var path = layer.getElement();
    var properties = layer.feature.properties;
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-pressed", "false");
    path.setAttribute("aria-label", textOf(properties.spoken));
    path.setAttribute("data-unit", code);
    path.setAttribute("data-key", properties.key);
    layer.bindTooltip(new talk.Facts({ sticky: true, opacity: 1, className: "facts" }, layer));
    layer.setTooltipContent(properties.facts);
    layer.on("mouseover", function () { point([code]); });
    layer.on("mouseout", function () { point([]); });
    layer.on("click", function () { select(code); });
    path.addEventListener("focus", function () {
      layer.openTooltip(anchorOf(layer));
      point([code]);
    });
    path.addEventListener("blur", function () {
      layer.closeTooltip();
      point([]);
    });
    path.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        select(code);
      }
      if (event.key === "Escape") layer.closeTooltip();
    });
  }

  function anchorOf(layer) {
    var anchor = layer.feature.properties.anchor;
    return L.latLng(anchor[1], anchor[0]);
  }

  // Counts are circles on the communes, their area proportional to the value; their size does not zoom.
  // On a phone all are smaller by one factor, which the page's legend takes over.
  var SMALLER = 0.65;
  function addCircle(layer) {
    var circle = layer.feature.properties.circle;
    if (!circle) return;
    L.circleMarker(anchorOf(layer), {
      radius: circle.radius * (talk.isNarrow() ? SMALLER : 1), fillColor: circle.fill, fillOpacity: 0.9, color: "#1d2327", weight: 1,
      interactive: false
    }).addTo(map);
  }

  // Labels: full where there is room, smaller where there is little, the sign alone where there is none.
  var SIZES = ["", "small", "bare"];
  // A label that meets another steps aside by some pixels, before it becomes smaller.
  var STEPS = [[0, 0], [0, -10], [0, 10], [-12, 0], [12, 0], [-12, -10], [12, -10], [-12, 10], [12, 10]];
  var labels = [];

  function addLabel(layer, code) {
    var box = document.createElement("div");
    box.className = "label" + (layer.feature.properties.dark ? " dark" : "");
    box.setAttribute("data-unit", code);
    box.style.setProperty("--fill", layer.feature.properties.fill || "#fff");
    box.innerHTML = layer.feature.properties.label;
    var icon = L.divIcon({ className: "label-place", iconSize: [0, 0], html: box });
    L.marker(anchorOf(layer), { icon: icon, interactive: false, keyboard: false }).addTo(map);
    labels.push({ box: box, layer: layer, code: code });
  }

  function overlaps(rect, taken) {
    return taken.some(function (other) {
      return rect.left < other.right && other.left < rect.right
        && rect.top < other.bottom && other.top < rect.bottom;
    });
  }

  function outside(rect, frame) {
    return rect.left < frame.left || rect.right > frame.right
      || rect.top < frame.top || rect.bottom > frame.bottom;
  }

  function room(layer) {
    var bounds = layer.getBounds();
    var corner = map.latLngToContainerPoint(bounds.getNorthWest());
    var opposite = map.latLngToContainerPoint(bounds.getSouthEast());
    return (opposite.x - corner.x) * (opposite.y - corner.y);
  }

  function setSize(label, size) {
    SIZES.forEach(function (name) { if (name) label.box.classList.remove(name); });
    if (size) label.box.classList.add(size);
  }

  function layOut() {
    var frame = map.getContainer().getBoundingClientRect();
    var taken = Array.from(document.querySelectorAll(".leaflet-control")).map(function (control) {
      return control.getBoundingClientRect();
    });
    labels.sort(function (one, other) { return room(other.layer) - room(one.layer); });
    labels.forEach(function (label) {
      label.box.hidden = false;
      var rect = null;
      var fits = SIZES.some(function (size) {
        setSize(label, size);
        return STEPS.some(function (step) {
          label.box.style.left = step[0] + "px";
          label.box.style.top = step[1] + "px";
          rect = label.box.getBoundingClientRect();
          // What the reader has moved out of sight takes no room and needs none.
          return !overlaps(rect, taken) && (talk.isChosen() || !outside(rect, frame));
        });
      });
      label.box.hidden = !fits;
      if (fits) taken.push(rect);
    });
  }

  layers.forEach(prepare);
  layers.forEach(addCircle);
  layers.forEach(addLabel);
  talk.fit();
  layOut();
  document.fonts.ready.then(layOut);
  map.on("zoomend", layOut);
  map.on("resize", function () {
    if (!talk.isChosen()) talk.fit();
    layOut();
  });
  document.documentElement.setAttribute("data-ready", "true");
}
