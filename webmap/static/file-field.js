// A field for a file in the page's own words: the native one speaks the browser's language. Without a script the
// native one stays.
(function () {
  "use strict";
  document.querySelectorAll(".file-field").forEach(function (field) {
    var input = field.querySelector("input"), name = field.querySelector(".file-name"), none = name.textContent;
    function tell() {
      name.textContent = input.files.length ? input.files[0].name : none;
    }
    input.addEventListener("change", tell);
    // A page that is come back to may have its file still.
    window.addEventListener("pageshow", tell);
    field.classList.add("is-worded");
  });
})();
