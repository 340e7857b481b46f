// What a reader has done to the map, kept in the address behind its #, so that a link that is sent shows the
// same: the piece of the map (`view=latitude,longitude,zoom`) and the communes chosen (`units=26503,26485`).
window.addressState = (function () {
  "use strict";
  // A class of a national map has thousands: more than this no address carries well.
  var MOST_UNITS = 200;
  var NUMBERS = /^(-?[\d.]+),(-?[\d.]+),([\d.]+)$/;

  function parts() {
    var found = {};
    location.hash.slice(1).split("&").forEach(function (part) {
      var place = part.indexOf("=");
      if (place > 0) found[part.slice(0, place)] = part.slice(place + 1);
    });
    return found;
  }

  function write(name, text) {
    var found = parts();
    // Nothing new: another address behind the #, such as that of a heading, stays as it is.
    if ((found[name] || "") === text) return carryOn();
    if (text) found[name] = text;
    else delete found[name];
    var hash = ["view", "units"].filter(function (key) { return found[key]; }).map(function (key) {
      return key + "=" + found[key];
    }).join("&");
    history.replaceState(null, "", location.pathname + location.search + (hash ? "#" + hash : ""));
    carryOn();
  }

  // Another language, period or indicator shows the same piece of the map and the same communes.
  function carryOn() {
    document.querySelectorAll(".bar-languages a, .map-marks a").forEach(function (link) {
      link.hash = location.hash;
    });
    document.querySelectorAll("form.map-controls").forEach(function (form) {
      form.action = form.action.split("#")[0] + location.hash;
    });
  }

  // A link to the same page with another state, pasted into the address, is shown without loading the page.
  function onChange(show) {
    window.addEventListener("hashchange", function () {
      var found = parts();
      if (found.view || found.units) show();
    });
  }

  return {
    carryOn: carryOn,
    onChange: onChange,
    keepView: function (message) {
      var numbers = message.center.map(function (number) { return number.toFixed(5); });
      numbers.push(message.zoom.toFixed(2));
      write("view", numbers.join(","));
    },
    keepUnits: function (codes) {
      write("units", codes.length > MOST_UNITS ? "" : codes.map(encodeURIComponent).join(","));
    },
    view: function () {
      var found = NUMBERS.exec(parts().view || "");
      if (!found) return null;
      return { type: "view", center: [Number(found[1]), Number(found[2])], zoom: Number(found[3]) };
    },
    units: function () {
      return (parts().units || "").split(",").filter(Boolean).map(function (code) {
        try { return decodeURIComponent(code); } catch (malformed) { return ""; }
      });
    }
  };
})();
