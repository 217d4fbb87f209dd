// Puts a form into a frame where this script's tag stands:
//   <script src="https://…/embed.js" data-form="get-in-touch" async></script>
// With data-language="cy" it is shown in that language of the notice.
// It reads nothing of the page and keeps nothing.
(function () {
  "use strict";
  var tag = document.currentScript;
  if (!tag || !tag.dataset.form) return;
  var site = new URL(tag.src).origin;
  var parts = [tag.dataset.form];
  if (tag.dataset.asset) parts.push(tag.dataset.asset);
  var frame = document.createElement("iframe");
  var within = tag.dataset.language ? "/in/" + encodeURIComponent(tag.dataset.language) : "";
  frame.src = site + within + "/embed/" + parts.map(encodeURIComponent).join("/");
  frame.title = tag.dataset.title || "Form";
  if (tag.dataset.language) frame.lang = tag.dataset.language;
  frame.referrerPolicy = "origin";
  frame.style.width = "100%";
  frame.style.height = "60rem";
  frame.style.border = "0";
  window.addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== site) return;
    var height = event.data && event.data.honourHeight;
    if (typeof height === "number" && height > 0 && height < 10000) frame.style.height = Math.ceil(height) + "px";
  });
  tag.after(frame);
})();
