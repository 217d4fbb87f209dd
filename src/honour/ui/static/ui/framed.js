// Tells the page around a frame how tall the form is, so that it need not scroll within. Nothing else is told.
(function () {
  "use strict";
  if (window.parent === window) return;
  var tell = function () {
    window.parent.postMessage({ honourHeight: document.documentElement.offsetHeight }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
