// One event stream per browser: a browser opens only six connections to a host, and an agent has
// more than six tabs. Without SharedWorker each visible tab has a stream of its own.
(function () {
  "use strict";
  if (!document.querySelector("[data-live]")) return;
  var status = document.querySelector("[data-live-status]");

  var wasOn = false;

  function show(state) {
    if (!status) return;
    // Whatever changed while the stream was cut off was told to nobody here.
    if (state === "on" && wasOn && status.dataset.liveStatus !== "on") readAll();
    if (state === "on") wasOn = true;
    status.dataset.liveStatus = state;
    status.textContent = state === "on" ? "live" : wasOn ? "reconnecting" : "connecting";
  }

  function readAll() {
    document.querySelectorAll("[data-live]").forEach(function (element) {
      if (window.htmx) window.htmx.trigger(element, "sla-changed");
    });
  }

  function take(message) {
    if (message.type === "state") { show(message.state); return; }
    if (message.now && window.slaClock) window.slaClock.setServerNow(message.now);
    if (window.slaRows) window.slaRows.settleIdle();
    if (message.type !== "changed") return;
    if (message.all) { readAll(); return; }
    document.querySelectorAll("[data-live]").forEach(function (element) {
      var only = element.dataset.live;
      // A tab that looks at one ticket is not refreshed for another.
      if (only !== "*" && message.tickets.indexOf(only) < 0) return;
      if (element.dataset.rows && window.slaRows) { window.slaRows.take(element, message.tickets); return; }
      if (element.contains(document.activeElement) &&
          /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
      if (window.htmx) window.htmx.trigger(element, "sla-changed");
    });
  }

  var script = document.currentScript;
  if (window.SharedWorker && script) {
    try {
      var worker = new SharedWorker(script.dataset.worker, { name: "sla-live" });
      worker.port.onmessage = function (event) { take(event.data); };
      worker.port.postMessage({ type: "hello" });
      addEventListener("pagehide", function () { worker.port.postMessage({ type: "bye" }); });
      addEventListener("pageshow", function (event) {
        if (event.persisted) worker.port.postMessage({ type: "hello" });
      });
      return;
    } catch (_) { /* some privacy settings refuse workers: fall through */ }
  }

  var source = null;
  function open() {
    if (source || document.hidden) return;
    source = new EventSource("/live");
    source.onopen = function () { show("on"); };
    source.onerror = function () {
      show("off");
      // A refused stream (too many on that process) is closed for good by the browser.
      if (source && source.readyState === 2) { source = null; setTimeout(open, 5000); }
    };
    source.addEventListener("changed", function (event) {
      take(Object.assign({ type: "changed" }, JSON.parse(event.data)));
    });
    source.addEventListener("beat", function (event) {
      take(Object.assign({ type: "beat" }, JSON.parse(event.data)));
    });
  }
  document.addEventListener("visibilitychange", function () {
    if (document.hidden && source) { source.close(); source = null; } else open();
  });
  open();
})();
