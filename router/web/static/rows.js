// Live lists: a change brings the changed rows and nothing else. A row is patched where it stands;
// while somebody's pointer, focus or selection is in a list its order stays, what is new waits
// behind a button that says how many, and what left the list is struck out. Otherwise, and when
// that button is pressed (or r), the list is put in order.
(function () {
  "use strict";
  var AT_ONCE = 50; // so many tickets are asked for in one request
  var TOO_MANY = 200; // beyond, the whole list is read again

  // What the browser or a person set on an element is not the server's to take back.
  Object.assign(Idiomorph.defaults, { ignoreActiveValue: true });
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = function (name, element) {
    if (name === "open" && element.tagName === "DETAILS") return false;
    return name !== "aria-selected";
  };

  function all(within, selector) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }
  function news(list) { return list.slaNews || (list.slaNews = new Map()); }
  function order(row) { return row.dataset.order || ""; }
  function rowsOf(list) { return all(list, "[data-row]"); }

  function busy(list) {
    var table = list.closest("table") || list;
    var selection = getSelection();
    return table.matches(":hover") || table.contains(document.activeElement) ||
      (!selection.isCollapsed && table.contains(selection.anchorNode));
  }

  function paint() {
    if (window.slaClock) window.slaClock.tick();
    if (window.slaTimes) window.slaTimes.paint(document);
  }

  // The page's own stretch of the list: what lies before or after it belongs to another page.
  function bounds(list) {
    if (!list.slaBounds) {
      var rows = rowsOf(list);
      list.slaBounds = {
        from: list.dataset.first ? "" : rows.length ? order(rows[0]) : "",
        to: list.dataset.more && rows.length ? order(rows[rows.length - 1]) : null,
      };
    }
    return list.slaBounds;
  }
  function belongs(list, row) {
    var within = bounds(list);
    return order(row) >= within.from && (within.to === null || order(row) <= within.to);
  }

  function leave(row) {
    if (row.dataset.gone) return;
    row.dataset.gone = "1";
    all(row, "[data-due]").forEach(function (timer) { timer.dataset.state = "stopped"; });
    var mark = document.createElement("span");
    mark.className = "chip";
    mark.textContent = "no longer in this list";
    var place = row.querySelector("[data-gone-here]") || row.lastElementChild;
    place.appendChild(document.createTextNode(" "));
    place.appendChild(mark);
  }

  function settle(list) {
    var came = [];
    news(list).forEach(function (row) { came.push(row); list.appendChild(row); });
    news(list).clear();
    all(list, "[data-row][data-gone]").forEach(function (row) { row.remove(); });
    var rows = rowsOf(list);
    var sorted = rows.slice().sort(function (a, b) { return order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0; });
    if (sorted.some(function (row, at) { return row !== rows[at]; })) {
      sorted.forEach(function (row) { list.appendChild(row); });
    }
    show(list);
    paint();
    if (!rows.length) refresh(list.closest("[data-rows]"));
    return came;
  }

  function show(list) {
    var button = document.querySelector('[data-new-of="' + CSS.escape(list.dataset.list) + '"]');
    if (!button) return;
    var count = news(list).size;
    var text = count + " new";
    if (!button.hidden && !count) button.hidden = true;
    if (!count || (button.textContent === text && !button.hidden)) return;
    button.textContent = text;
    button.hidden = false;
    say(text + " in " + (list.dataset.name || "this list") + "; press r to bring in");
  }

  function say(text) {
    var place = document.getElementById("said");
    if (place) place.textContent = text;
  }

  function bringIn(list, focus) {
    var came = settle(list).sort(function (a, b) { return order(a) < order(b) ? -1 : 1; });
    var link = focus && came.length && (came[0].querySelector("a[data-open]") || came[0].querySelector("a"));
    if (link) link.focus();
  }

  function refresh(live) {
    if (live && window.htmx) window.htmx.trigger(live, "sla-changed");
  }

  function patchList(list, fresh, ids) {
    bounds(list);
    var found = new Map();
    if (fresh) rowsOf(fresh).forEach(function (row) { found.set(row.dataset.row, row); });
    rowsOf(list).forEach(function (row) {
      if (!ids.has(row.dataset.ticket)) return;
      var now = found.get(row.dataset.row);
      if (!now) { leave(row); return; }
      Idiomorph.morph(row, now.cloneNode(true));
      found.delete(row.dataset.row);
    });
    news(list).forEach(function (row, id) { if (ids.has(row.dataset.ticket)) news(list).delete(id); });
    found.forEach(function (row, id) {
      if (belongs(list, row)) news(list).set(id, document.importNode(row, true));
    });
    if (busy(list)) { show(list); paint(); } else settle(list);
  }

  function patch(live, fresh, ids) {
    var missing = all(fresh, "[data-list]").some(function (list) {
      return !live.querySelector('[data-list="' + CSS.escape(list.dataset.list) + '"]');
    });
    if (missing) { refresh(live); return; } // the first row of a list that was empty
    all(fresh, "[data-part]").forEach(function (part) {
      var mine = live.querySelector('[data-part="' + CSS.escape(part.dataset.part) + '"]');
      if (mine) Idiomorph.morph(mine, part.cloneNode(true));
    });
    all(live, "[data-list]").forEach(function (list) {
      patchList(list, fresh.querySelector('[data-list="' + CSS.escape(list.dataset.list) + '"]'), ids);
    });
  }

  // One request at a time for each live part, so that an older answer never follows a newer one.
  function ask(live) {
    if (live.slaAsking || !live.slaWanted.size || !live.isConnected) return;
    if (live.slaWanted.size > TOO_MANY) { live.slaWanted.clear(); refresh(live); return; }
    var ids = new Set(Array.from(live.slaWanted).slice(0, AT_ONCE));
    ids.forEach(function (id) { live.slaWanted.delete(id); });
    live.slaAsking = true;
    var address = live.dataset.rows;
    var url = address + (address.indexOf("?") < 0 ? "?" : "&") + "rows=" + encodeURIComponent(Array.from(ids).join(","));
    fetch(url, { headers: { "HX-Request": "true" } }).then(function (answer) {
      if (answer.status === 401) { location.assign("/login"); return null; }
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      live.slaAsking = false;
      if (text === null || !live.isConnected) return;
      patch(live, new DOMParser().parseFromString(text, "text/html"), ids);
      ask(live);
    }).catch(function () {
      live.slaAsking = false; // asked for again with the next change
      ids.forEach(function (id) { live.slaWanted.add(id); });
    });
  }

  function take(live, ids) {
    live.slaWanted = live.slaWanted || new Set();
    ids.forEach(function (id) { live.slaWanted.add(id); });
    clearTimeout(live.slaSoon);
    live.slaSoon = setTimeout(function () { ask(live); }, 200);
  }

  function lists() { return all(document, "[data-rows] [data-list]"); }
  function waits(list) { return news(list).size || list.querySelector("[data-gone]"); }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-new-of]");
    if (!button) return;
    var list = document.querySelector('[data-list="' + CSS.escape(button.dataset.newOf) + '"]');
    if (list) bringIn(list, true);
  });

  window.slaRows = {
    take: take,
    bringInAll: function () { lists().forEach(function (list) { bringIn(list, false); }); },
    settleIdle: function () { lists().forEach(function (list) { if (waits(list) && !busy(list)) settle(list); }); },
  };
})();
