// The count of ballots works with and without network. Every tap is kept on this phone; what is sent lies in the outbox until the server has
// said yes. The same count sent twice is one (uuid). Without this script the page is a plain form with every number twice.
import { uuid } from "./basics.js";
import { bodyOf } from "./fields.js";
import { stateOf } from "./marks.js";
import * as sender from "./sender.js";
import * as store from "./store.js";

const form = document.querySelector("form[data-count-form]");
const subject = form.dataset.countForm, more = JSON.parse(form.dataset.more);
const said = form.dataset;
const rows = [...form.querySelectorAll("[data-row]")].map((row) => {
  const [first, second] = row.querySelectorAll("input");
  return { name: row.dataset.row, label: row.querySelector("label").textContent, row, first, second };
});
const named = Object.fromEntries(rows.map((one) => [one.name, one]));
const levels = rows.filter((one) => one.name.startsWith("level_"));
const number = (input) => (/^\d{1,6}$/.test(input.value.trim()) ? Number(input.value) : null);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
let able = false, sending = false, queued = false, saved = 0, tries = 0;

// --- what this phone keeps: one count, of one person ---------------------------------------------------------
const seen = form.elements.seen, seenNow = seen?.value, number_ = form.elements.uuid;
const fields = () => [...form.elements].filter((f) => f.name && f.name !== "csrfmiddlewaretoken" && !f.dataset.never);
const about = () => ({ uuid: number_.value, kind: "paper_count", subject, title: form.dataset.title, page: location.pathname + location.search, more });
// All that stands here, disabled or not: a field that waits must not be forgotten.
const values = () => Object.fromEntries(fields().filter((f) => f !== number_).map((f) => [f.name, [f.value]]));
async function keep() {
  if (!able || queued) return;
  const draft = { ...about(), fields: values(), at: Date.now() };
  store.jot(subject, draft);
  try { await store.keepDraft(draft); if (!queued) where("kept"); } catch { able = false; }
}
function put(kept) {
  // A first count that waited meanwhile goes as what it is; the server then shows both.
  if (seen && !("seen" in kept.fields)) seen.dataset.never = "1";
  fields().forEach((f) => { if (f.name in kept.fields && (f !== seen || queued)) f.value = kept.fields[f.name][0]; });
  number_.value = kept.uuid;
}
async function restore() {
  const item = (await store.items()).reverse().find((one) => one.kind === "paper_count" && one.subject === subject && one.state !== "sent" && one.fields);
  if (item) {
    [queued, saved, tries] = [item.state === "waiting", item.saved, item.tries];
    put(item);
    follow();
    return;
  }
  const there = await store.draftFor("paper_count", subject), jotted = store.jotted(subject);
  const draft = jotted && (!there || jotted.at >= there.at) ? jotted : there;
  if (!draft || (seen && !("seen" in draft.fields))) return; // a draft from before somebody else counted
  put(draft);
  where("kept");
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
async function send() {
  saved = saved || Date.now();
  await store.queue({ ...about(), fields: values(), body: bodyOf(values(), more), saved, tries, state: "waiting", next: 0, error: "", said: "" });
  store.jot(subject, undefined);
  where("waiting");
  await sender.flush({ hurry: true });
}
// Follows the item to where it ends.
async function follow() {
  const item = await store.item(number_.value);
  if (!item) return;
  tries = item.tries || 0;
  if (item.state === "sent") { where("sent"); location.assign(item.url); return; }
  if (["refused", "conflict", "blocked", "gone"].includes(item.state)) {
    const lines = Object.values(item.errors || {}).reduce((list, texts) => list.concat(texts), []);
    await store.change(item.uuid, { state: "editing" }, ["refused"]);
    if (queued || item.state === "refused") refused(lines.length ? lines : [item.said], item.conflict);
    return;
  }
  if (item.state === "waiting") { queued = true; sending = stateOf(item) === "sending"; where(stateOf(item)); }
}
function refused(lines, conflict) {
  queued = false;
  if (seen) { delete seen.dataset.never; seen.value = seenNow; }
  keep();
  where("kept");
  const note = document.getElementById("refused");
  note.querySelector("ul").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  if (conflict) note.querySelector("ul").append(Object.assign(document.createElement("a"), { href: conflict, textContent: said.wBoth }));
  note.hidden = false;
  note.focus();
}

// --- together ------------------------------------------------------------------------------------------------------
form.addEventListener("input", () => { if (taps()) add(); sums(); keep(); });
form.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-way]");
  if (button) { way(button.dataset.way); sums(); keep(); }
  if (event.target.closest("[data-change]") && (await store.change(number_.value, { state: "editing" }, ["waiting", "refused"]))) { queued = false; where("kept"); }
});
form.addEventListener("submit", (event) => {
  document.getElementById("refused").hidden = true;
  if (!able) return; // nothing can be kept here: the form goes as a plain form
  event.preventDefault();
  const found = fault();
  if (found) {
    keep();
    document.getElementById("sums").textContent = found[0];
    found[1].first.focus();
    return;
  }
  store.jot(subject, { ...about(), fields: values(), at: Date.now() });
  queued = true;
  where("waiting");
  send().catch(() => { queued = false; able = false; form.submit(); });
});
["online", "focus", "offline"].forEach((name) => window.addEventListener(name, network));
store.onChange(follow);

async function begin() {
  able = await store.usable();
  form.querySelector("[data-ways]").hidden = false;
  if (!number_.value) number_.value = uuid();
  if (able && !form.querySelector(".wrong")) await restore();
  way(taps() ? "tap" : "type");
  sums();
  network();
  if (able) sender.start();
}
begin();
