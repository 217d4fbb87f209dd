// "/" goes to the search box, unless something is being typed. Everything works without this file.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("search");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  const side = document.getElementById("side");
  if (box.offsetParent === null && side.showPopover) side.showPopover();
  box.focus();
});
