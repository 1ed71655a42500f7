/* Small comforts for the pages. Every page works without this file. Plain old JavaScript on purpose: old computers. */
(function () {
  "use strict";
  var page = document;
  page.documentElement.className += " js";

  function all(selector, root) { return Array.prototype.slice.call((root || page).querySelectorAll(selector)); }
  function up(node, selector) {
    if (node && node.nodeType !== 1) { node = node.parentNode; }
    return node && node.closest ? node.closest(selector) : null;
  }

  /* The menu on narrow screens. */
  function menu(button) {
    var items = page.getElementById("menu-items");
    var open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", open ? "true" : "false");
    if (open) { items.classList.add("open"); } else { items.classList.remove("open"); }
  }

  /* Ask before doing: data-confirm on a form or on a button. */
  function ask(text, yes, opener) {
    var box = page.getElementById("confirm");
    if (!box || typeof box.showModal !== "function") {
      if (window.confirm(text)) { yes(); }
      return;
    }
    page.getElementById("confirm-text").textContent = text;
    var yesButton = box.querySelector("[data-yes]");
    var noButton = box.querySelector("[data-no]");
    yesButton.onclick = function () { box.close("yes"); };
    noButton.onclick = function () { box.close("no"); };
    box.returnValue = "no";
    box.onclose = function () {
      box.onclose = null;
      if (box.returnValue === "yes") { yes(); } else if (opener) { opener.focus(); }
    };
    box.showModal();
    noButton.focus();
  }

  /* After sending, a button says so and cannot be pressed again. */
  var pressed = null;
  function sending(form, button) {
    form.setAttribute("data-sent", "");
    window.setTimeout(function () {
      all("button:not([type=button]), input[type=submit]", form).forEach(function (each) {
        if (each.disabled) { return; }
        each.disabled = true;
        each.setAttribute("data-was-on", "");
        if (each === button && each.tagName === "BUTTON") { each.appendChild(page.createTextNode(" …")); }
      });
    }, 0);
  }
  function ready() {
    all("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
    all("[data-was-on]").forEach(function (each) {
      each.disabled = false;
      each.removeAttribute("data-was-on");
      var last = each.lastChild;
      if (last && last.nodeType === 3 && last.nodeValue === " …") { each.removeChild(last); }
    });
  }

  page.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter || (pressed && pressed.form === form ? pressed : null) || form.querySelector("button:not([type=button])");
    var text = (button && button.getAttribute("data-confirm")) || form.getAttribute("data-confirm");
    if (text && !form.hasAttribute("data-agreed")) {
      event.preventDefault();
      event.stopPropagation();
      ask(text, function () {
        form.setAttribute("data-agreed", "");
        if (form.requestSubmit) { form.requestSubmit(button && button.form === form ? button : undefined); } else if (button) { button.click(); } else { form.submit(); }
        form.removeAttribute("data-agreed");
      }, button);
      return;
    }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    if ((form.getAttribute("method") || "").toLowerCase() === "post" && !form.hasAttribute("hx-post") && !form.hasAttribute("data-download")) {
      window.setTimeout(function () { if (!event.defaultPrevented) { sending(form, button); } }, 0);
    }
  }, true);
  window.addEventListener("pageshow", ready);

  /* Warn before leaving a form that was edited. */
  function edited(event) {
    var form = up(event.target, "form[data-guard]");
    if (form) { form.setAttribute("data-edited", ""); }
  }
  page.addEventListener("input", edited);
  page.addEventListener("change", edited);
  window.addEventListener("beforeunload", function (event) {
    var open = all("form[data-edited]").filter(function (form) { return !form.hasAttribute("data-sent"); });
    if (open.length) { event.preventDefault(); event.returnValue = ""; }
  });

  page.addEventListener("click", function (event) {
    var target = event.target;
    var button = up(target, "button, input[type=submit]");
    if (button) { pressed = button; }
    if (up(target, "[data-menu]")) { menu(up(target, "[data-menu]")); }
    if (up(target, "[data-print]")) { window.print(); }
    if (up(target, "[data-leave]")) { all("form[data-edited]").forEach(function (form) { form.removeAttribute("data-edited"); }); }
    var tick = up(target, "[data-tick]");
    if (tick) { tickAll(tick.getAttribute("data-tick")); }
    var copy = up(target, "[data-copy]");
    if (copy) { copyFrom(copy); }
    all("details[data-drop][open]").forEach(function (drop) { if (!drop.contains(target)) { drop.open = false; } });
  });
  page.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" && event.key !== "Esc") { return; }
    all("details[data-drop][open]").forEach(function (drop) {
      var inside = drop.contains(page.activeElement);
      drop.open = false;
      if (inside) { drop.querySelector("summary").focus(); }
    });
  });

  /* Tick every box of a name: data-tick="name". */
  function tickAll(name) {
    all('input[type="checkbox"][name="' + name + '"]').forEach(function (box) { box.checked = true; });
  }

  /* Copy the text of another element: data-copy="#id", data-done="Copied". */
  function copyFrom(button) {
    var source = page.querySelector(button.getAttribute("data-copy"));
    if (!source) { return; }
    var text = source.value !== undefined ? source.value : source.textContent.trim();
    function done() {
      var said = button.getAttribute("data-done");
      if (said) { button.textContent = said; announce(said); }
    }
    function byHand() {
      var area = page.createElement("textarea");
      area.value = text;
      area.className = "visually-hidden";
      page.body.appendChild(area);
      area.select();
      try { if (page.execCommand("copy")) { done(); } } finally { page.body.removeChild(area); button.focus(); }
    }
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, byHand); } else { byHand(); }
  }

  /* <details id="..." data-keep> stays as it was left, in this tab. */
  function keepKey(details) { return "open:" + window.location.pathname + "#" + details.id; }
  page.addEventListener("toggle", function (event) {
    var details = event.target;
    if (!details.hasAttribute || !details.hasAttribute("data-keep") || !details.id) { return; }
    try { window.sessionStorage.setItem(keepKey(details), details.open ? "1" : "0"); } catch (ignored) { /* no storage: nothing kept */ }
  }, true);
  function reopen(root) {
    all("details[data-keep][id]", root).forEach(function (details) {
      var was = null;
      try { was = window.sessionStorage.getItem(keepKey(details)); } catch (ignored) { /* no storage: nothing kept */ }
      if (was !== null) { details.open = was === "1"; }
    });
  }

  /* 05112026 becomes 05/11/2026 (telephone keyboards for numbers have no slash). */
  page.addEventListener("change", function (event) {
    var field = event.target;
    if (!field.hasAttribute || !field.hasAttribute("data-date")) { return; }
    var found = /^\s*(\d{2})[.\- ]?(\d{2})[.\- ]?(\d{4})\s*$/.exec(field.value) || /^\s*(\d{1,2})[.\- ](\d{1,2})[.\- ](\d{4})\s*$/.exec(field.value);
    if (found) { field.value = found[1] + "/" + found[2] + "/" + found[3]; }
  }, true);

  /* Say the result of a change aloud; put the focus where it belongs. */
  function announce(text) {
    var box = page.getElementById("announce");
    if (box) { box.textContent = ""; window.setTimeout(function () { box.textContent = text; }, 50); }
  }
  page.addEventListener("htmx:afterSettle", function (event) {
    var root = event.detail && event.detail.elt ? event.detail.elt : event.target;
    var said = root.querySelector ? root.querySelector("[data-announce]") : null;
    if (said) { announce(said.textContent.trim()); }
    if (root.hasAttribute && root.hasAttribute("data-focus")) { root.focus(); }
    if (root.querySelectorAll) { reopen(root); }
  });
  /* The session ended while the page was open: the answer comes from another address. Load the page as a whole. */
  page.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    var link = page.createElement("a");
    if (!detail.xhr.responseURL || !detail.requestConfig) { return; }
    link.href = detail.requestConfig.path;
    var asked = link.pathname;
    link.href = detail.xhr.responseURL;
    if (link.pathname !== asked) { detail.shouldSwap = false; window.location.reload(); }
  });
  function trouble() {
    var box = page.getElementById("trouble");
    if (box) { box.hidden = false; box.textContent = box.getAttribute("data-text"); }
  }
  page.addEventListener("htmx:responseError", trouble);
  page.addEventListener("htmx:sendError", trouble);
  function start() {
    reopen(page);
    var first = page.querySelector("[data-focus]");
    if (first) { first.focus(); }
  }
  if (page.readyState === "loading") { page.addEventListener("DOMContentLoaded", start); } else { start(); }
}());
