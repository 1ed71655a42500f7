/* Saves the passages of a text as one types; keeps them on the device while there is no connection. */
(function () {
  "use strict";
  var root = document.getElementById("writing");
  if (!root || !window.fetch) { return; }
  var WAIT = 1200, AGAIN = 8000;

  function store(key) { return "writing:" + root.getAttribute("data-number") + ":" + key; }
  function remember(name, value) { try { window.localStorage.setItem(name, value); } catch (ignored) { /* no room */ } }
  function forget(name) { try { window.localStorage.removeItem(name); } catch (ignored) { /* no storage */ } }
  function remembered(name) { try { return window.localStorage.getItem(name); } catch (ignored) { return null; } }

  function Passage(form) {
    var self = this;
    self.form = form;
    self.key = form.getAttribute("data-key");
    self.status = form.querySelector(".saved");
    self.version = form.querySelector("[name=version]");
    self.busy = self.changed = false;
    self.timer = null;
    form.addEventListener("input", function () { self.later(); });
    form.addEventListener("change", function () { self.later(); });
    form.addEventListener("submit", function (event) { event.preventDefault(); event.stopImmediatePropagation(); self.send(); });
    var kept = remembered(store(self.key));
    if (kept) { self.restore(kept); } else if (self.differs()) { self.later(); }
  }
  /* Typed before this script was there, or filled in anew by the browser. */
  Passage.prototype.differs = function () {
    return Array.prototype.some.call(this.form.elements, function (each) {
      if (each.name === "text") { return each.value !== each.defaultValue; }
      if (each.name !== "mark") { return false; }
      if (each.type === "radio") { return each.checked !== each.defaultChecked; }
      return each.selectedIndex !== Math.max(0, Array.prototype.findIndex.call(each.options, function (one) { return one.defaultSelected; }));
    });
  };
  Passage.prototype.say = function (text) { if (this.status) { this.status.textContent = text; } };
  Passage.prototype.value = function (name) {
    var field = this.form.elements[name];
    return field ? field.value || "" : "";
  };
  Passage.prototype.later = function () {
    var self = this;
    self.changed = true;
    remember(store(self.key), JSON.stringify({ text: self.value("text"), mark: self.value("mark"), version: self.version.value }));
    window.clearTimeout(self.timer);
    self.timer = window.setTimeout(function () { self.send(); }, WAIT);
  };
  Passage.prototype.restore = function (kept) {
    var found;
    try { found = JSON.parse(kept); } catch (ignored) { forget(store(this.key)); return; }
    var text = this.form.elements.text;
    if (text) { text.value = found.text; }
    Array.prototype.forEach.call(this.form.querySelectorAll("[name=mark]"), function (each) {
      if (each.type === "radio") { each.checked = each.value === found.mark; } else { each.value = found.mark; }
    });
    this.version.value = found.version;
    this.changed = true;
    this.send();
  };
  Passage.prototype.send = function () {
    var self = this;
    if (self.busy) { self.changed = true; return; }
    window.clearTimeout(self.timer);
    self.busy = true;
    self.changed = false;
    var body = new URLSearchParams();
    ["csrfmiddlewaretoken", "key", "version", "text", "mark"].forEach(function (name) { body.append(name, self.value(name)); });
    self.say(root.getAttribute("data-saving"));
    fetch(self.form.action, { method: "POST", body: body, headers: { "X-Autosave": "yes" }, credentials: "same-origin", redirect: "error" })
      .then(function (answer) {
        if (answer.status !== 200 && answer.status !== 409) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (told) { self.done(told); }, function () { self.failed(); });
  };
  Passage.prototype.done = function (told) {
    this.busy = false;
    if (told.refused) { this.say(told.refused.join(" ")); return; }
    this.version.value = told.version;
    if (told.conflict !== null && told.conflict !== undefined) {
      forget(store(this.key));
      this.say(root.getAttribute("data-conflict") + " ");
      var link = document.createElement("a");
      link.href = window.location.pathname + "?" + Date.now() + "#" + this.form.parentNode.id;
      link.textContent = root.getAttribute("data-look");
      this.status.appendChild(link);
      return;
    }
    if (this.changed) { this.later(); return; }
    forget(store(this.key));
    this.say(root.getAttribute("data-saved") + " " + told.at);
  };
  Passage.prototype.failed = function () {
    var self = this;
    self.busy = false;
    self.changed = true;
    remember(store(self.key), JSON.stringify({ text: self.value("text"), mark: self.value("mark"), version: self.version.value }));
    self.say(root.getAttribute("data-offline"));
    self.timer = window.setTimeout(function () { self.send(); }, AGAIN);
  };

  /* The measure of a manifestation is asked only for a step above "none". */
  Array.prototype.forEach.call(root.querySelectorAll("select[data-harmless]"), function (select) {
    var words = select.form.querySelector(".passage-words");
    function show() {
      words.hidden = select.value <= select.getAttribute("data-harmless") && !select.form.elements.text.value;
    }
    select.addEventListener("change", show);
    show();
  });

  var passages = Array.prototype.map.call(root.querySelectorAll("form[data-autosave]"), function (form) { return new Passage(form); });
  window.addEventListener("online", function () {
    passages.forEach(function (each) { if (each.changed) { each.send(); } });
  });
  window.addEventListener("beforeunload", function (event) {
    if (passages.some(function (each) { return each.busy || each.changed; })) { event.preventDefault(); event.returnValue = ""; }
  });
})();
