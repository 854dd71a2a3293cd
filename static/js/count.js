// The count of ballots works with and without network. Every tap is kept on this device; what is sent waits until the server has
// said yes. The same count sent twice is one (uuid). Without this script the page is a plain form with every number twice.
const form = document.querySelector("form[data-count-form]");
const key = `count:${form.dataset.countForm}`;
const said = form.dataset;
const rows = [...form.querySelectorAll("[data-row]")].map((row) => {
  const [first, second] = row.querySelectorAll("input");
  return { name: row.dataset.row, label: row.querySelector("label").textContent, row, first, second };
});
const named = Object.fromEntries(rows.map((one) => [one.name, one]));
const levels = rows.filter((one) => one.name.startsWith("level_"));
const number = (input) => (/^\d{1,6}$/.test(input.value.trim()) ? Number(input.value) : null);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
let sending = false, queued = false;

// --- what this device keeps: one count, of one person ------------------------------------------------------
const seen = form.elements.seen, seenNow = seen?.value;
const fields = () => [...form.elements].filter((f) => f.name && f.name !== "csrfmiddlewaretoken" && !f.dataset.never);
function keep() {
  const values = Object.fromEntries(fields().map((f) => [f.name, f.value]));
  try { localStorage.setItem(key, JSON.stringify({ values, queued })); return true; } catch { return false; }
}
function forget() { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } }
function restore() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* nothing is kept */ }
  if (!kept || (seen && !kept.queued && !("seen" in kept.values))) return; // a draft from before somebody else counted
  // A first count that waited meanwhile goes as what it is; the server then shows both.
  if (seen && !("seen" in kept.values)) seen.dataset.never = "1";
  fields().forEach((f) => { if (f.name in kept.values && (f !== seen || kept.queued)) f.value = kept.values[f.name]; });
  queued = kept.queued;
  where(queued ? "waiting" : "kept");
}

// --- where the data is, each in its own shape --------------------------------------------------------------
const place = document.getElementById("where");
function where(state, words = said[`w${state[0].toUpperCase()}${state.slice(1)}`]) {
  place.hidden = false;
  place.dataset.state = state;
  place.querySelectorAll("[data-at]").forEach((icon) => { icon.hidden = icon.dataset.at !== (state === "sending" || state === "signin" ? "waiting" : state); });
  place.querySelector("b").textContent = words;
  place.querySelector("[data-change]").hidden = !(queued && !sending);
  place.querySelector("[data-signin]").hidden = state !== "signin";
  form.querySelectorAll("input:not([type=hidden]), .tapbtn, [data-way]").forEach((f) => { f.disabled = queued; });
  form.querySelector(".btn.pri").disabled = queued;
}
const offline = document.getElementById("offline");
const network = () => { offline.hidden = navigator.onLine; };

// --- one by one, or each number twice ------------------------------------------------------------------------
const taps = () => form.elements.by_taps.value === "1";
function way(mode) {
  form.elements.by_taps.value = mode === "tap" ? "1" : "";
  form.classList.toggle("tapping", mode === "tap");
  form.querySelectorAll("[data-typed]").forEach((part) => { part.hidden = mode === "tap"; });
  form.querySelectorAll("[data-way]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.way === mode)));
  rows.forEach(({ name, row, first, second }) => {
    row.querySelectorAll(".tapbtn").forEach((b) => { b.hidden = mode !== "tap" || name === "issued" || name === "collected"; });
    first.readOnly = mode === "tap" && name === "collected";
    if (mode === "tap") { second.value = ""; if (name !== "issued" && first.value === "") first.value = "0"; }
  });
  if (mode === "tap") add();
}
/** Who taps sees every ballot: what was collected is the sum. */
function add() { named.collected.first.value = String(levels.reduce((sum, one) => sum + (number(one.first) ?? 0), number(named.invalid.first) ?? 0)); }

// --- sums, live ------------------------------------------------------------------------------------------------
/** The first thing that is wrong: [words, row], or null. */
function fault() {
  const missing = rows.find((one) => number(one.first) === null);
  if (missing) return [say(said.wEmpty, missing), missing];
  const differs = taps() ? null : rows.find((one) => number(one.first) !== number(one.second));
  if (differs) return [say(said.wDiffer, differs), differs];
  const [issued, collected, invalid] = ["issued", "collected", "invalid"].map((name) => number(named[name].first));
  if (collected > issued) return [say(said.wOver, { n: collected - issued }), named.collected];
  const gap = collected - invalid - levels.reduce((sum, one) => sum + number(one.first), 0);
  if (gap) return [say(gap > 0 ? said.wLess : said.wMore, { n: Math.abs(gap) }), levels[0]];
  return null;
}
function sums() {
  const begun = rows.some((one) => one.first.value !== "" && one.first.value !== "0");
  const found = fault(), line = document.getElementById("sums");
  line.textContent = !begun ? "" : found ? found[0] : say(said.wFits, { valid: number(named.collected.first) - number(named.invalid.first) });
  line.classList.toggle("fits", begun && !found);
}

// --- sending -----------------------------------------------------------------------------------------------------
const post = (token) => fetch(location.href, {
  method: "POST", credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token },
  body: new URLSearchParams(fields().map((f) => [f.name, f.value])),
});
async function fresh() {
  const page = await fetch(location.href, { credentials: "same-origin", redirect: "manual" });
  if (!page.ok) return null;
  return new DOMParser().parseFromString(await page.text(), "text/html").querySelector("meta[name=csrf-token]")?.content ?? null;
}
async function send() {
  if (!queued || sending) return;
  if (!navigator.onLine) { where("waiting"); return; }
  sending = true;
  where("sending");
  try {
    let answer = await post(document.querySelector("meta[name=csrf-token]").content);
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      const token = await fresh();
      if (!token) { sending = false; where("signin"); return; }
      answer = await post(token);
    }
    sending = false;
    if (answer.ok) { const told = await answer.json(); forget(); queued = false; where("sent"); location.assign(told.url); return; }
    if (answer.status === 409 || answer.status === 422) { refused((await answer.json()).said); return; }
    where("waiting");
  } catch { sending = false; where("waiting"); }
}
function refused(lines) {
  queued = false;
  if (seen) { delete seen.dataset.never; seen.value = seenNow; }
  keep();
  where("kept");
  const note = document.getElementById("refused");
  note.querySelector("ul").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  note.hidden = false;
  note.focus();
}

// --- together ------------------------------------------------------------------------------------------------------
form.addEventListener("input", () => { if (taps()) add(); sums(); if (keep()) where("kept"); });
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-way]");
  if (button) { way(button.dataset.way); sums(); if (keep()) where("kept"); }
  if (event.target.closest("[data-change]")) { queued = false; keep(); where("kept"); }
});
form.addEventListener("submit", (event) => {
  document.getElementById("refused").hidden = true;
  queued = true;
  if (!keep()) { queued = false; return; } // nothing can be kept here: the form goes as a plain form
  event.preventDefault();
  const found = fault();
  if (found) {
    queued = false;
    keep();
    where("kept");
    document.getElementById("sums").textContent = found[0];
    found[1].first.focus();
    return;
  }
  send();
});
["online", "focus"].forEach((name) => window.addEventListener(name, () => { network(); send(); }));
window.addEventListener("offline", network);
setInterval(send, 60_000);

form.querySelector("[data-ways]").hidden = false;
if (!form.querySelector(".wrong")) restore();
way(taps() ? "tap" : "type");
sums();
network();
send();
