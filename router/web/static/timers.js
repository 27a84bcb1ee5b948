// Timers tick here, from the deadline and the difference between the server's clock and ours: the
// network is asked for nothing. Every figure has a fixed width, so nothing jumps.
(function () {
  "use strict";
  var offset = 0; // server's clock minus this machine's, in milliseconds
  var meta = document.querySelector('meta[name="server-now"]');
  if (meta) setServerNow(Number(meta.content));

  function setServerNow(ms) {
    if (!isFinite(ms)) return;
    // The difference is only taken again when it moved by more than the network's own jitter.
    var seen = ms - Date.now();
    if (!setServerNow.known || Math.abs(seen - offset) > 1500) offset = seen;
    setServerNow.known = true;
  }
  function now() { return Date.now() + offset; }

  function two(n) { return n < 10 ? "0" + n : String(n); }

  // Whole seconds to text: 4:09, 5:04:09, 3d 05h. Rounded up while time is left, so that 0:00 is
  // the deadline itself and not the second before it.
  function figure(seconds) {
    var d = Math.floor(seconds / 86400);
    var h = Math.floor((seconds % 86400) / 3600);
    var m = Math.floor((seconds % 3600) / 60);
    var s = Math.floor(seconds % 60);
    if (seconds >= 2 * 86400) return d + "d " + two(h) + "h";
    h += d * 24;
    if (h) return h + ":" + two(m) + ":" + two(s);
    return m + ":" + two(s);
  }

  function look(timer, at) {
    var state = timer.dataset.state;
    if (state === "paused" || state === "stopped" || state === "cancelled") return null;
    var left = Number(timer.dataset.due) - at;
    if (!isFinite(left)) return null;
    if (left < 0) return { text: "\u2212" + figure(Math.floor(-left / 1000)), look: "late" };
    return {
      text: figure(Math.ceil(left / 1000)),
      look: at >= Number(timer.dataset.soon) ? "soon" : "fine",
    };
  }

  var words = { fine: "left", soon: "left", late: "late" };

  function tick() {
    var at = now();
    document.querySelectorAll("[data-due]").forEach(function (timer) {
      var seen = look(timer, at);
      if (!seen) return;
      var digits = timer.querySelector(".digits");
      if (digits && digits.textContent !== seen.text) digits.textContent = seen.text;
      if (timer.dataset.look !== seen.look) {
        timer.dataset.look = seen.look;
        var word = timer.querySelector(".word");
        if (word) word.textContent = words[seen.look];
        var use = timer.querySelector("use");
        if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + seen.look));
        var row = timer.closest("[data-row]");
        if (row) row.dataset.look = seen.look;
      }
    });
  }

  // One look a second, on the server's own second, so that all timers turn together.
  function loop() {
    tick();
    setTimeout(loop, 1000 - (((now() % 1000) + 1000) % 1000) + 5);
  }

  window.slaClock = { now: now, setServerNow: setServerNow, tick: tick, figure: figure };
  loop();
  document.addEventListener("htmx:afterSwap", tick);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) tick(); });
})();
