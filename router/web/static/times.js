// Instants come as UTC and are shown in the viewer's zone; the full instant is on hover.
(function () {
  "use strict";
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  var base = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  var shapes = {
    time: new Intl.DateTimeFormat(undefined, base),
    day: new Intl.DateTimeFormat(undefined, Object.assign({ weekday: "short", day: "numeric", month: "short" }, base)),
    full: new Intl.DateTimeFormat(undefined, Object.assign({ weekday: "short", day: "numeric", month: "short", year: "numeric" }, base, { second: "2-digit" })),
  };
  function dayOf(moment) { return moment.toDateString(); }

  function paint(root) {
    var today = dayOf(new Date(window.slaClock ? window.slaClock.now() : Date.now()));
    root.querySelectorAll("time[data-when]").forEach(function (element) {
      // Browsers read milliseconds; an instant may carry nanoseconds.
      var moment = new Date(element.dateTime.replace(/(\.\d{3})\d+/, "$1"));
      if (isNaN(moment)) return;
      var shape = element.dataset.when;
      if (shape === "short") shape = dayOf(moment) === today ? "time" : "day";
      element.textContent = (shapes[shape] || shapes.day).format(moment);
      element.title = element.dateTime + " (UTC), shown in " + zone;
    });
  }
  document.querySelectorAll("[data-zone]").forEach(function (name) { name.textContent = zone; });
  // Told to the server, so that it can write times in this zone from the next page on.
  if (document.cookie.indexOf("tz=" + encodeURIComponent(zone)) < 0) {
    document.cookie = "tz=" + encodeURIComponent(zone) + ";path=/;max-age=31536000;samesite=lax";
  }
  // A local time that somebody typed goes with its offset, in a hidden field beside it.
  document.addEventListener("submit", function (event) {
    event.target.querySelectorAll("input[data-instant]").forEach(function (input) {
      var hidden = event.target.querySelector('input[type="hidden"][name="' + input.dataset.instant + '"]');
      if (!hidden) {
        hidden = document.createElement("input");
        hidden.type = "hidden"; hidden.name = input.dataset.instant;
        event.target.appendChild(hidden);
      }
      var moment = input.value ? new Date(input.value) : null;
      hidden.value = moment && !isNaN(moment) ? moment.toISOString() : "";
    });
  }, true);
  window.slaTimes = { paint: paint };
  paint(document);
  document.addEventListener("htmx:afterSwap", function (event) { paint(event.target.ownerDocument || document); });
})();
