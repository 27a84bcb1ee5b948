// Shared by every tab of this browser: holds the one stream and hands on what it says.
"use strict";
var ports = new Set();
var source = null;
var state = "off";

function tell(message) {
  ports.forEach(function (port) { port.postMessage(message); });
}
function become(next) {
  if (state === next) return;
  state = next;
  tell({ type: "state", state: state });
}
function open() {
  if (source) return;
  source = new EventSource("/live");
  source.onopen = function () { become("on"); };
  source.onerror = function () {
    become("off");
    // A refused stream (logged out) is closed for good by the browser; try again later.
    if (source && source.readyState === 2) {
      source = null;
      setTimeout(function () { if (ports.size) open(); }, 5000);
    }
  };
  source.addEventListener("changed", function (event) {
    tell(Object.assign({ type: "changed" }, JSON.parse(event.data)));
  });
  source.addEventListener("beat", function (event) {
    tell(Object.assign({ type: "beat" }, JSON.parse(event.data)));
  });
}
onconnect = function (event) {
  var port = event.ports[0];
  port.onmessage = function (message) {
    if (message.data.type === "hello") {
      ports.add(port);
      port.postMessage({ type: "state", state: state });
      open();
    }
    if (message.data.type === "bye") {
      ports.delete(port);
      if (!ports.size && source) { source.close(); source = null; state = "off"; }
    }
  };
};
