// The keyboard: j and k move in a table, Enter opens, / searches, ? tells.
(function () {
  "use strict";
  var pending = null; // the first key of "g q"
  var chosen = null; // the id of the chosen row: it survives a refresh of the table

  function rows() {
    return Array.prototype.filter.call(
      document.querySelectorAll("[data-keys] [data-row]"),
      function (row) { return row.offsetParent !== null; }
    );
  }
  function choose(row, scroll) {
    document.querySelectorAll("[data-row][aria-selected]").forEach(function (other) {
      other.removeAttribute("aria-selected");
    });
    chosen = row ? row.dataset.row : null;
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    if (!scroll) return;
    row.scrollIntoView({ block: "nearest" });
    var link = row.querySelector("a[data-open]");
    if (link) link.focus({ preventScroll: true });
  }
  function move(step) {
    var all = rows();
    if (!all.length) return;
    var at = all.findIndex(function (row) { return row.dataset.row === chosen; });
    choose(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))], true);
  }
  function open() {
    var row = rows().find(function (one) { return one.dataset.row === chosen; });
    var link = row && row.querySelector("a[data-open]");
    if (link) link.click();
    return Boolean(link);
  }
  function openBeside(row) {
    var link = row.querySelector("a[data-open]");
    if (link) window.open(link.href, "_blank", "noopener");
  }
  function help() {
    var dialog = document.getElementById("keys-help");
    if (dialog && !dialog.open) dialog.showModal();
  }
  function typing(element) {
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (pending === "g") {
      pending = null;
      var link = document.querySelector('[data-go="' + CSS.escape(event.key) + '"]');
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    switch (event.key) {
      case "j": move(1); break;
      case "k": move(-1); break;
      case "Enter":
        // A focused link or button keeps its own Enter.
        if (/^(A|BUTTON|SUMMARY)$/.test(document.activeElement.tagName)) return;
        if (!open()) return;
        break;
      case "/":
        var search = document.querySelector("[data-search]");
        if (!search) return;
        search.focus(); search.select();
        break;
      case "?": help(); break;
      case "g": pending = "g"; setTimeout(function () { pending = null; }, 1200); break;
      case "r":
        if (!window.slaRows || !document.querySelector("[data-rows]")) return;
        window.slaRows.bringInAll();
        break;
      case "u":
        var up = document.querySelector("[data-up]");
        if (!up) return;
        up.click();
        break;
      default: return;
    }
    event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (target.closest("[data-keys-help]")) { help(); return; }
    var opener = target.closest("[data-dialog]");
    if (opener) {
      var dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog) return;
      dialog.showModal();
      // What one came for, not the button that closes it again.
      var field = dialog.querySelector("input:checked") ||
        dialog.querySelector("select, textarea, input:not([type=hidden])");
      if (field) field.focus();
      return;
    }
    if (target.closest("[data-dialog-close]")) { target.closest("dialog").close(); return; }
    if (target.tagName === "DIALOG") { target.close(); return; }
    // Shift and Alt are the browser's own: they select and save.
    if (event.shiftKey || event.altKey) return;
    var row = target.closest("[data-keys] [data-row]");
    if (row && !target.closest("a, button, input, select, summary, label")) {
      if (event.ctrlKey || event.metaKey) { openBeside(row); return; }
      choose(row, false);
      if (!String(getSelection())) open();
    }
  });
  // The middle button opens a row in a tab of its own, as it does a link.
  document.addEventListener("auxclick", function (event) {
    var row = event.target.closest("[data-keys] [data-row]");
    if (event.button !== 1 || !row || event.target.closest("a, button, input, select, summary, label")) return;
    event.preventDefault();
    openBeside(row);
  });

  // What had the focus before a live change has it after: the same control of the same row.
  var held = null, wasInRow = false;
  function controls(within) {
    return Array.prototype.slice.call(within.querySelectorAll("a[href], button, input, select, textarea, summary"));
  }
  function nameOf(control) {
    return control.id || control.getAttribute("href") || control.name || control.textContent.trim();
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    var active = document.activeElement;
    held = null;
    wasInRow = Boolean(active && active.closest("[data-row]"));
    if (!active || active === document.body || !event.detail.target.contains(active)) return;
    var row = active.closest("[data-row]");
    var among = controls(row || event.detail.target).filter(function (one) { return nameOf(one) === nameOf(active); });
    held = { row: row && row.dataset.row, name: nameOf(active), at: among.indexOf(active) };
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (!held) return;
    var within = held.row ? document.querySelector('[data-row="' + CSS.escape(held.row) + '"]') : document.querySelector("main");
    var same = within && controls(within).filter(function (one) { return nameOf(one) === held.name; });
    if (same && same.length) (same[held.at] || same[0]).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSwap", function () {
    var row = rows().find(function (one) { return one.dataset.row === chosen; });
    if (row) {
      row.setAttribute("aria-selected", "true");
      var link = row.querySelector("a[data-open]");
      if (link && wasInRow && document.activeElement === document.body) link.focus({ preventScroll: true });
    }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });
})();
