// What every map frame does: facts that stay inside the map, the first view, and the talk with the page.
// `knows(code)` tells which units the frame draws; `hears` is called with what the page sends about them.
function portalTalk(map, config, knows, hears) {
  "use strict";
  var NARROW = 480;

  // A tooltip that stays inside the map, and on a phone stands clear of the finger.
  var Facts = L.Tooltip.extend({
    _setPosition: function (anchor) {
      var box = this._container;
      var size = map.getSize();
      var at = map.layerPointToContainerPoint(anchor);
      var x, y;
      if (size.x < NARROW) {
        x = (size.x - box.offsetWidth) / 2;
        y = at.y > size.y / 2 ? 4 : size.y - box.offsetHeight - 4;
      } else {
        x = at.x + 18;
        if (x + box.offsetWidth > size.x - 4) x = at.x - 18 - box.offsetWidth;
        y = Math.min(at.y - box.offsetHeight / 2, size.y - box.offsetHeight - 4);
      }
      L.DomUtil.setPosition(box, map.containerPointToLayerPoint([Math.max(4, x), Math.max(4, y)]));
    }
  });

  function tell(type, codes) {
    if (window.parent !== window) window.parent.postMessage({ type: type, units: codes }, "*");
  }

  // The page speaks to the frame: known codes, and a view within the map's bounds; all else is dropped.
  function hasOnly(message, names) {
    return Object.keys(message).sort().join() === names;
  }

  function knownUnits(message) {
    return hasOnly(message, "type,units") && Array.isArray(message.units)
      && message.units.every(function (code) { return typeof code === "string" && knows(code); });
  }

  function soundView(message) {
    return hasOnly(message, "center,type,zoom") && Array.isArray(message.center)
      && message.center.length === 2 && message.center.every(Number.isFinite)
      && Number.isFinite(message.zoom)
      && message.zoom >= map.getMinZoom() && message.zoom <= map.getMaxZoom()
      && L.latLngBounds(config.bounds).contains(message.center);
  }

  function hear(event) {
    var message = event.data;
    if (event.source !== window.parent || window.parent === window) return;
    if (message === null || typeof message !== "object") return;
    if ((message.type === "highlight" || message.type === "select") && knownUnits(message)) {
      hears[message.type](message.units);
    } else if (message.type === "view" && soundView(message)) {
      chosen = true;
      quiet = true;
      map.setView(message.center, message.zoom, { animate: false });
      remember();
      quiet = false;
    }
  }

  // A view that the page has set is not told back to it, lest two synced maps chase each other.
  var quiet = false;
  // Where it was put last. A frame that only gets another size moves nothing, though Leaflet says so.
  var last = null;
  function remember() {
    last = { center: map.getCenter(), zoom: map.getZoom() };
  }

  function hasMoved() {
    if (quiet || !last) return false;
    var way = map.project(map.getCenter()).distanceTo(map.project(last.center));
    return map.getZoom() !== last.zoom || way > 2;
  }

  function tellView() {
    if (window.parent === window) return;
    var center = map.getCenter();
    window.parent.postMessage(
      { type: "view", center: [center.lat, center.lng], zoom: map.getZoom() }, "*"
    );
  }

  // The units fill the frame until the reader (or the page) has chosen a view.
  var chosen = false;
  function fit() {
    var size = map.getSize();
    var edge = size.x < NARROW ? 6 : 12;
    // A frame that the browser has not laid out yet has no size; a resize follows.
    if (size.x <= 4 * edge || size.y <= 4 * edge) return;
    map.options.minZoom = 0;
    var zoom = map.getBoundsZoom(config.extent, false, L.point(2 * edge, 2 * edge));
    quiet = true;
    map.setView(L.latLngBounds(config.extent).getCenter(), zoom, { animate: false });
    map.setMinZoom(zoom);
    remember();
    quiet = false;
    leaveSwipes();
  }

  // Where a map shows all there is nothing to move in it: a finger that swipes over it scrolls the page.
  var finger = window.matchMedia("(pointer: coarse)");
  function leaveSwipes() {
    if (finger.matches && map.getZoom() <= map.getMinZoom()) map.dragging.disable();
    else map.dragging.enable();
  }

  map.setMaxZoom(config.maxZoom);
  L.control.zoom({ zoomInTitle: config.words.zoomIn, zoomOutTitle: config.words.zoomOut }).addTo(map);
  map.on("zoomend", leaveSwipes);
  map.on("moveend", function () {
    if (!hasMoved()) return;
    chosen = true;
    remember();
    tellView();
  });
  window.addEventListener("message", hear);
  if (window.parent === window) document.documentElement.setAttribute("data-alone", "true");
  return {
    Facts: Facts,
    fit: fit,
    isNarrow: function () { return map.getSize().x < NARROW; },
    isChosen: function () { return chosen; },
    tell: tell
  };
}
