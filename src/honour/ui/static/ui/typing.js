// Whoever types is here: every few minutes of typing are a request, so that no session ends under a form.
// Where it has ended all the same, say so before what was typed is sent and lost; without a connection, ask again with
// the next letter. Everything works without this file.
const MINUTE = 60_000;
const EVERY = 5 * MINUTE;
const kept = document.getElementById("signed-out");
const told = kept.content.firstElementChild;
let last = Date.now();
document.addEventListener("input", async (event) => {
  const form = event.target.closest("main form[method=post]");
  if (!form || Date.now() - last < EVERY) return;
  last = Date.now();
  try {
    const answer = await fetch(kept.dataset.asks, { method: "HEAD", redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") form.before(told);
    else told.remove();
  } catch {
    last = 0;
  }
});
// A link, another form or the way back would lose what was typed and not sent: the browser asks first.
const unsent = new Set(document.querySelectorAll("main form[data-unsent]"));
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && form.closest("main")) unsent.add(form);
});
document.addEventListener("submit", (event) => unsent.delete(event.target));
addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});
