// How far long work is, without loading the page again and again: a reader's place and a screen reader's stay.
// Without a script the page loads itself again.
(function () {
  "use strict";
  var PAUSE = 1500;

  function look() {
    var job = document.querySelector("[data-job]");
    if (!job) return;
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected) {
        location.assign(answer.url);
        return null;
      }
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      if (text !== null) show(job, new DOMParser().parseFromString(text, "text/html"));
    }).finally(function () {
      window.setTimeout(look, PAUSE);
    });
  }

  function show(job, other) {
    var next = other.querySelector("[data-job]"), done = other.querySelector("[data-made]");
    if (next) {
      job.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
      job.querySelector("progress").value = next.querySelector("progress").value;
      return;
    }
    document.querySelector("main").replaceWith(document.adoptNode(other.querySelector("main")));
    document.title = other.title;
    if (done) location.assign(done.getAttribute("data-made"));
  }

  window.setTimeout(look, PAUSE);
})();
