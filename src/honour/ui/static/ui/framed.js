// Tells the page around a frame how tall the form is, so that it need not scroll within. Nothing else is told.
// Brings into sight what came of a form that was sent.
(function () {
  "use strict";
  if (window.parent === window) return;
  var tell = function () {
    window.parent.postMessage({ honourHeight: document.documentElement.offsetHeight }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
  // What came of a form that was sent may lie above what its sender sees, and browsers start no page of another site
  // where it asks to be started.
  var answer = document.querySelector("[autofocus]");
  if (answer) answer.focus();
})();
