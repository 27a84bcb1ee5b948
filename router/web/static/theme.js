// Runs before the first paint, so that a chosen theme does not flash the other one.
(function () {
  "use strict";
  var root = document.documentElement;
  function stored() {
    try { return localStorage.getItem("theme"); } catch (_) { return null; }
  }
  function apply(choice) {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
  }
  apply(stored());
  root.classList.add("js");

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-theme-toggle]");
    if (!button) return;
    var system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    var now = root.dataset.theme || system;
    var next = now === "dark" ? "light" : "dark";
    // Back at the system's own choice, follow it again when it changes in the evening.
    var choice = next === system ? null : next;
    apply(choice);
    try {
      if (choice) localStorage.setItem("theme", choice);
      else localStorage.removeItem("theme");
    } catch (_) { /* private windows may refuse: the choice lasts for this page */ }
  });
})();
