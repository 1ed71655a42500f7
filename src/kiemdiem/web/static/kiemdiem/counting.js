/* A teller's keyboard: one key a row, the paper is stored behind one's back; kept on the device until it is stored. */
(function () {
  "use strict";
  var root = document.getElementById("paper");
  if (!root || !window.fetch) { return; }
  var AGAIN = 4000;
  var form = root.querySelector("form");
  var rows = Number(root.getAttribute("data-rows"));
  var returned = Number(root.getAttribute("data-returned"));
  var entered = Number(root.getAttribute("data-entered"));
  var number = Number(root.getAttribute("data-next"));
  var name = "count:" + root.getAttribute("data-entry");
  var state = root.querySelector("[data-state]"), trouble = root.querySelector("[data-trouble]");
  var list = document.querySelector("[data-papers]"), finish = document.querySelector("[data-finish]");
  var queue = [], busy = false;

  function keep() {
    try {
      if (queue.length) { window.localStorage.setItem(name, JSON.stringify(queue)); } else { window.localStorage.removeItem(name); }
    } catch (ignored) { /* no room */ }
  }
  function kept() {
    try { return JSON.parse(window.localStorage.getItem(name)) || []; } catch (ignored) { return []; }
  }
  function field(row, sign) { return form.querySelector('[name="row' + row + '"][value="' + sign + '"]'); }
  function chosen(row) { return form.querySelector('[name="row' + row + '"]:checked'); }
  function firstOpen() {
    for (var row = 1; row <= rows; row += 1) { if (!chosen(row)) { return row; } }
    return rows + 1;
  }
  function lastChosen() {
    for (var row = rows; row >= 1; row -= 1) { if (chosen(row)) { return row; } }
    return 0;
  }
  function mark() {
    var open = firstOpen();
    Array.prototype.forEach.call(form.querySelectorAll(".paper-rows li"), function (line, at) {
      line.classList.toggle("now", at + 1 === open);
    });
    var line = form.querySelector("li.now");
    if (line) { line.scrollIntoView({ block: "nearest" }); }
  }
  function marks() {
    var signs = "";
    for (var row = 1; row <= rows; row += 1) { signs += chosen(row) ? chosen(row).value : "0"; }
    return signs;
  }
  function show() {
    root.querySelector("[data-number]").textContent = number;
    root.querySelector("[data-count]").textContent = entered;
    state.textContent = queue.length ? root.getAttribute("data-waiting") + " " + queue.length : "";
    finish.disabled = queue.length > 0 || entered !== returned;
    form.elements.paper.value = number;
    root.classList.toggle("full", number > returned);
    mark();
  }
  function line(paper, signs) {
    var button = list.querySelector('[data-again="' + paper + '"]');
    if (!button) {
      var item = document.createElement("li");
      button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-plain";
      button.textContent = paper;
      button.setAttribute("data-again", paper);
      item.appendChild(button);
      list.appendChild(item);
    }
    button.setAttribute("data-marks", signs);
  }
  function store(signs) {
    queue.push({ paper: number, marks: signs });
    keep();
    line(number, signs);
    entered = Math.max(entered, number);
    number = entered + 1;
    form.reset();
    trouble.hidden = true;
    show();
    send();
  }
  function send() {
    if (busy || !queue.length) { return; }
    busy = true;
    var one = queue[0];
    var body = new URLSearchParams();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("paper", one.paper);
    body.append("marks", one.marks);
    fetch(form.action, { method: "POST", body: body, headers: { "X-Autosave": "yes" }, credentials: "same-origin", redirect: "error" })
      .then(function (answer) {
        if (answer.status !== 200 && answer.status !== 409) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (told) {
        busy = false;
        queue.shift();
        keep();
        if (told.refused) {
          trouble.textContent = told.refused.join(" ");
          trouble.hidden = false;
          queue = [];
          keep();
        }
        show();
        send();
      }, function () {
        busy = false;
        show();
        window.setTimeout(send, AGAIN);
      });
  }
  function again(button) {
    number = Number(button.getAttribute("data-again"));
    form.reset();
    show();
    form.scrollIntoView({ block: "center" });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    store(event.submitter && event.submitter.name === "invalid" ? "x" : marks());
  });
  form.addEventListener("change", function () { if (firstOpen() > rows) { store(marks()); } else { mark(); } });
  list.addEventListener("click", function (event) {
    if (event.target.hasAttribute("data-again")) { again(event.target); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text], textarea, select")) { return; }
    var key = event.key.toLowerCase(), open = firstOpen();
    if (key === "x") { event.preventDefault(); store("x"); return; }
    if (key === "backspace") {
      event.preventDefault();
      var last = lastChosen();
      if (last) { chosen(last).checked = false; }
      mark();
      return;
    }
    var found = open <= rows && field(open, key);
    if (found) {
      event.preventDefault();
      found.checked = true;
      if (firstOpen() > rows) { store(marks()); } else { mark(); }
    }
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", function (event) {
    if (queue.length) { event.preventDefault(); event.returnValue = ""; }
  });
  queue = kept();
  queue.forEach(function (one) { line(one.paper, one.marks); entered = Math.max(entered, one.paper); });
  number = entered + 1;
  show();
  send();
})();
