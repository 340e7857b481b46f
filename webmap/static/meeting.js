// Slides of a meeting: arrow keys and presenters turn them. The next slide takes the place of this one inside of
// the page, since a browser leaves the full screen when it loads another; without a script the links do it.
(function () {
  "use strict";
  var KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "prev", ArrowUp: "prev", PageUp: "prev", Backspace: "prev", Home: "first", End: "last"
  };
  var turning = 0;

  function show(text, address, keep) {
    var other = new DOMParser().parseFromString(text, "text/html");
    var slide = other.querySelector("main .meeting");
    if (!slide) throw new Error(address);
    ["main", "svg.definitions"].forEach(function (place) {
      var here = document.querySelector("body > " + place), there = other.querySelector("body > " + place);
      if (here && there) here.replaceWith(there);
      else if (there) document.body.append(there);
    });
    document.title = other.title;
    if (keep) history.pushState(null, "", address);
  }

  function turnTo(address, keep) {
    var turn = ++turning;
    fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      if (turn === turning) show(text, address, keep);
    }).catch(function () { location.href = address; });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
      return;
    }
    // Enter on a link that has the focus follows that link.
    if (event.key === "Enter" && event.target.closest("a")) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    var link = document.querySelector('.meeting-turn a[rel="' + KEYS[event.key] + '"]');
    if (link && link.href !== location.href) turnTo(link.href, true);
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest(".meeting-turn a[rel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turnTo(link.href, true);
  });

  window.addEventListener("popstate", function () { turnTo(location.href, false); });
})();
