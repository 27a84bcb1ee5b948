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
    var row = target.closest("[data-keys] [data-row]");
    if (row && !target.closest("a, button, input, select, summary, label")) {
      choose(row, false);
      if (!String(getSelection())) open();
    }
  });

  document.addEventListener("htmx:afterSwap", function () {
    var row = rows().find(function (one) { return one.dataset.row === chosen; });
    if (row) {
      row.setAttribute("aria-selected", "true");
      var link = row.querySelector("a[data-open]");
      if (link && document.activeElement === document.body) link.focus({ preventScroll: true });
    }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });
})();
