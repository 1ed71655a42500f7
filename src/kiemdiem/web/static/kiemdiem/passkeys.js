/* Offers passkeys where the browser knows them, and tells when one could not be used. */
(function () {
  "use strict";
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }
  document.addEventListener("DOMContentLoaded", function () {
    if (window.PublicKeyCredential) { each("[data-with-passkeys]", function (box) { box.hidden = false; }); }
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    each("[data-passkey-problem]", function (box) { box.hidden = false; });
  });
}());
