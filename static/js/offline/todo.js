// My households in one document: the list the server drew, a card of each family, the form to write a visit, and the outbox, all without
// network. What is shown stands behind the # of the address, so that "back" goes back and nothing is loaded.
import { clockOf, dayOf, fill, make, part, picture, stamp, tell, today, words } from "./basics.js";
import { after, mark } from "./marks.js";
import { outbox } from "./outbox.js";
import { paper } from "./paper.js";
import * as store from "./store.js";

const NUMBER = /household=(\d+)/;
const FAMILY = /^\/households\/(\d+)\/$/;
const list = document.getElementById("todo-list");
const desk = document.getElementById("todo-desk");
const bar = document.getElementById("offbar");
const pocket = JSON.parse((document.getElementById("pocket") || {}).textContent || "null");
const families = new Map(((pocket && pocket.families) || []).map((one) => [String(one.i), one]));
let open = null, at = 0, lastSent = 0;
const FRESH = 10 * 6e4;
const about = (one) => told.families[one.i] || {};

export const hasDesk = () => Boolean(list && desk && pocket);
const place = (one) => `${one.g}`;
const named = (one) => fill(words.household, { name: one.n });
const go = (name) => { location.hash = name; };
const home = () => { if (location.hash) history.pushState(null, "", location.pathname + location.search); view(); };

// --- which part of the document is shown -----------------------------------------------------------------------------
function view() {
  const [name, value] = decodeURIComponent(location.hash.slice(1)).split("=");
  const draw = { visit: () => visit(value), family: () => family(value), pick, outbox: waiting, edit: () => edit(value) }[name];
  if (open) { open.keep(); open.close(); open = null; }
  const shown = draw ? draw() : null;
  document.body.classList.toggle("at-desk", Boolean(shown));
  document.body.classList.toggle("no-tabs", Boolean(shown));
  if (shown) {
    if (!list.hidden) at = window.scrollY;
    list.hidden = true;
    desk.hidden = false;
    desk.replaceChildren(...shown);
    desk.firstElementChild.after(bar);
    desk.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    window.scrollTo(0, 0);
    const head = desk.querySelector("h1");
    if (head) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
  } else {
    desk.hidden = true;
    desk.before(bar);
    desk.replaceChildren();
    if (list.hidden) { list.hidden = false; window.scrollTo(0, at); }
    marks();
  }
}
function head(title, when = "") {
  const row = part("desk-head");
  row.querySelector("h1").textContent = title;
  row.querySelector("[data-when]").textContent = when;
  row.querySelector("[data-back]").addEventListener("click", (event) => { event.preventDefault(); if (history.length > 1 && history.state !== "first") history.back(); else home(); });
  return row;
}
function subject(one, ...actions) {
  return make("div", { class: "card subject" },
    make("div", {}, make("span", { class: "nm" }, named(one)), " ", ...(one.l ? [due(one)] : []), make("span", { class: "s" }, [place(one), one.k, one.v].filter(Boolean).join(" · "))),
    ...actions);
}
function due(one) {
  const chip = part(one.s === "overdue" ? "due-overdue" : "due-soon");
  chip.append(one.l);
  return chip;
}

// --- writing a visit ---------------------------------------------------------------------------------------------------
function blank(one) {
  const form = document.getElementById("visit-form").content.firstElementChild.cloneNode(true);
  form.querySelectorAll("[data-members]").forEach((box) => {
    const members = about(one).m || [];
    box.hidden = !members.length;
    const sample = box.querySelector("label");
    if (sample) sample.replaceWith(...members.map(([pk, label], n) => {
      const copy = sample.cloneNode(true), input = copy.querySelector("input");
      input.value = pk;
      input.id = `id_persons_${n}`;
      copy.htmlFor = input.id;
      copy.querySelector("span").textContent = label;
      return copy;
    }));
  });
  const ask = form.querySelector("[data-ask]");
  ask.replaceWith(...(about(one).q || []).map(([pk, sentence]) => asked(ask, pk, sentence)));
  const day = form.elements.on;
  if (day) { day.value = today(); day.max = today(); }
  return form;
}
// What the family says of a wish that was met: the same two fields as on the form's own page.
function asked(sample, pk, sentence) {
  const copy = sample.cloneNode(true), [answer, missing] = copy.querySelectorAll(".f"), choice = answer.querySelector("label");
  copy.hidden = false;
  answer.id = `f-wish_answer_${pk}`;
  missing.id = `f-wish_missing_${pk}`;
  answer.querySelector("legend").textContent = sentence;
  choice.replaceWith(...(told.answers || []).map(([code, word], n) => {
    const label = choice.cloneNode(true), input = label.querySelector("input");
    Object.assign(input, { name: `wish_answer_${pk}`, value: code, id: `id_wish_answer_${pk}_${n}` });
    label.htmlFor = input.id;
    label.querySelector("span").textContent = word;
    return label;
  }));
  const input = missing.querySelector("input");
  Object.assign(input, { name: `wish_missing_${pk}`, id: `id_wish_missing_${pk}` });
  missing.querySelector("label").htmlFor = input.id;
  missing.querySelector("label span").textContent = input.dataset.label;
  return copy;
}
function visit(pk) {
  const one = families.get(pk);
  if (!one) return null;
  const form = blank(one);
  setTimeout(async () => { open = paper(form, aboutVisit(one), (item) => saved(item, one)); await open.restore((told.drafts || {})[pk]); });
  const other = make("a", { class: "btn push", href: "#pick" }, words.otherHousehold);
  return [head(words.logVisit, fill(words.todayAt, { time: clockOf(Date.now()) })), subject(one, other), ...theme(), form];
}
function theme() {
  const note = document.getElementById("visit-theme");
  return note ? [note.content.firstElementChild.cloneNode(true)] : [];
}
const aboutVisit = (one) => ({ kind: "visit", subject: one.i, title: named(one), more: { household: String(one.i) }, page: `/todo/#visit=${one.i}` });

function saved(item, one) {
  open = null;
  if (!one) { go("outbox"); return; }
  const next = following(one);
  const buttons = (known, hasOwn) => [
    ...(next ? [make("a", { class: hasOwn ? "btn" : "btn pri", href: `#visit=${next.i}` }, fill(words.nextHousehold, { name: named(next) }))] : []),
    make("a", { class: next || hasOwn ? "btn" : "btn pri", href: "/todo/", onclick: back }, words.backToList),
    ...(known.url ? [make("a", { class: "btn", href: known.url }, words.seeRecord)] : []),
  ];
  const top = head(words.savedHead);
  const onState = (state) => { top.querySelector("h1").textContent = state === "refused" || state === "conflict" ? words.lookAgain : words.savedHead; };
  desk.replaceChildren(top, bar, after(item.uuid, { title: item.title, goOn: buttons, onState, edit: (known) => go(`edit=${known.uuid}`) }));
  history.replaceState(history.state, "", `#saved`);
  window.scrollTo(0, 0);
  tell(words.savedHead);
}
function back(event) { event.preventDefault(); home(); }
// The next that is owed: in the same group first, then as the list stands.
function following(one) {
  const done = new Set(doneHere);
  done.add(String(one.i));
  const owed = [...families.values()].filter((other) => other.d && !done.has(String(other.i)));
  return owed.find((other) => other.g === one.g) || owed[0] || null;
}

// --- changing what waits --------------------------------------------------------------------------------------------------
function edit(uuid) {
  const box = make("div", {});
  setTimeout(async () => {
    const item = await store.item(uuid);
    const one = item && families.get(item.subject);
    // A family that is not carried along has its form on a page of its own.
    if (item && item.kind === "visit" && !one && navigator.onLine !== false) { location.assign(`/visits/new/?household=${item.subject}#outbox=${uuid}`); return; }
    if (!item || item.kind !== "visit" || !one) { go("outbox"); return; }
    const locked = item.state === "editing" ? item : await store.change(uuid, { state: "editing" }, ["waiting", "refused", "blocked"]);
    if (!locked) { go("outbox"); return; }
    const form = blank(one);
    box.replaceWith(subject(one), ...theme(), form);
    desk.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    const sheet = paper(form, { ...aboutVisit(one), page: `/todo/#edit=${uuid}` }, (fresh) => saved(fresh, one));
    const close = sheet.close;
    open = { ...sheet, close() { close(); store.change(uuid, { state: item.state === "editing" ? "waiting" : item.state }, ["editing"]); } };
    await sheet.edit(item);
  });
  return [head(words.changeVisit), box];
}

// --- a family to read -----------------------------------------------------------------------------------------------------
function family(pk) {
  const one = families.get(pk);
  if (!one) return null;
  const lines = (title, rows, none) => (rows && rows.length) || none
    ? [make("h2", { class: "lh" }, title), make("section", { class: "card pad" }, ...(rows && rows.length ? rows.map((row) => make("p", { class: "line" }, row)) : [make("p", { class: "muted" }, none)]))]
    : [];
  const actions = make("div", { class: "foot" }, make("a", { class: "btn pri", href: `#visit=${one.i}` }, picture("add"), words.logVisit));
  const phone = make("div", { class: "row-of gap" });
  if (one.t) store.note("phones").then((known) => {
    const number = known && known.numbers && known.numbers[one.i];
    if (number) phone.prepend(make("a", { class: "btn", href: `tel:${number}` }, picture("phone"), fill(words.call, { name: one.n })));
  }).catch(() => null);
  phone.append(make("a", { class: "btn", href: `/households/${one.i}/` }, words.wholeFile));
  return [head(named(one)), subject(one), phone, ...lines(words.lastVisits, about(one).c, one.v), ...lines(words.openProblems, about(one).o, ""),
    ...lines(words.openWishes, about(one).w, ""), ...lines(words.points, about(one).p, ""), make("p", { class: "muted small gap" }, fill(words.asOf, { when: stamp(Date.parse(pocket.at)) })), actions];
}

// --- any of my households ------------------------------------------------------------------------------------------------------
function pick() {
  const input = make("input", { type: "search", id: "pick-words", autocomplete: "off", placeholder: words.pickHint });
  const rows = make("ul", { class: "rows" }), none = make("p", { class: "muted pad", hidden: true }, words.pickNone);
  const draw = () => {
    const asked = input.value.trim().toLowerCase();
    const found = [...families.values()].filter((one) => !asked || `${one.n} ${one.g} ${one.u}`.toLowerCase().includes(asked));
    rows.replaceChildren(...found.map((one) => make("li", {},
      make("a", { class: "whole", href: `#visit=${one.i}` }, make("span", { class: "a" }, named(one)), " ", ...(one.l ? [due(one)] : []), make("span", { class: "b" }, [place(one), one.k, one.v].filter(Boolean).join(" · "))),
      make("a", { class: "tap", href: `#family=${one.i}`, "aria-label": fill(words.readFamily, { name: one.n }) }, picture("read")))));
    none.hidden = found.length > 0;
  };
  input.addEventListener("input", draw);
  draw();
  const all = make("p", { class: "muted small gap" }, words.pickOthers, " ", make("a", { href: "/visits/new/" }, words.pickAll));
  return [head(words.pickHead), make("div", { class: "f" }, make("label", { for: "pick-words" }, words.pickLabel), input), make("section", { class: "card bleed" }, rows, none), all];
}
function waiting() {
  return [head(words.outboxHead), outbox({ edit: (item) => go(`edit=${item.uuid}`), here: true })];
}

// --- the list: what waits here counts as done here ------------------------------------------------------------------------------
let doneHere = [];
async function marks() {
  if (!(await store.usable())) return;
  const known = (await store.items()).filter((one) => one.kind === "visit" && families.has(one.subject));
  const fresh = known.filter((one) => one.state !== "gone" && one.state !== "spending" && (one.state !== "sent" || one.settled > Date.parse(pocket.at)));
  lastSent = Math.max(0, ...known.map((one) => one.settled || 0));
  doneHere = fresh.filter(fulfils).map((one) => one.subject);
  fresh.forEach((item) => families.has(item.subject) && marked(item));
  count();
}
// Whether the household's own duty is done by it; the server decides, this is what the list shows until then.
function fulfils(item) {
  const mode = ((item.fields && item.fields.mode) || [item.mode])[0], one = families.get(item.subject);
  return ["waiting", "photos", "sent", "editing", "photo_refused"].includes(item.state) && one.d && (pocket.counting.includes(mode) || (one.a && pocket.call_away)) && dayOf(item.saved) >= pocket.since;
}
function marked(item) {
  const rows = [...list.querySelectorAll("li")].filter((row) => { const link = row.querySelector("a.tap"); return link && NUMBER.test(link.search) && NUMBER.exec(link.search)[1] === item.subject; });
  const one = families.get(item.subject);
  let row = rows[0];
  if (!row && !fulfils(item)) return;
  if (!row) return;
  const chip = row.querySelector(".chip") || row.querySelector(".a").insertAdjacentElement("afterend", make("span", {}));
  const fresh = mark(item);
  fresh.dataset.item = item.uuid;
  chip.replaceWith(fresh);
  if (!fresh.previousSibling || fresh.previousSibling.nodeType !== 3) fresh.before(" ");
  if (!fulfils(item)) return;
  const line = row.querySelector(".b");
  if (line) line.textContent = [stamp(item.saved), modeOf(item), place(one)].filter(Boolean).join(" · ");
  const done = doneGroup();
  if (row.closest("section") !== done) { rows.slice(1).forEach((extra) => extra.remove()); done.querySelector("ul").prepend(row); }
}
const modeOf = (item) => pocket.modes[((item.fields && item.fields.mode) || [item.mode])[0]] || "";
function doneGroup() {
  let found = list.querySelector("[data-group=done]");
  if (!found) {
    found = make("section", { class: "card bleed", "data-group": "done" }, make("ul", { class: "rows" }));
    const last = [...list.querySelectorAll("[data-group]")].pop();
    const title = make("h2", { class: "lh" }, words.completed, " ", make("span", {}, "0"));
    if (last) last.after(title, found); else list.append(title, found);
  }
  return found;
}
let before = null;
function count() {
  list.querySelectorAll("[data-group]").forEach((group) => {
    const n = group.querySelectorAll("li").length, title = group.previousElementSibling;
    const number = title && title.querySelector("span");
    if (number) number.textContent = String(n);
    group.hidden = !n;
    if (title) title.hidden = !n;
  });
  const number = list.querySelector("[data-done]");
  if (!number) return;
  if (before === null) before = Number(number.textContent) || 0;
  const owed = Number(number.dataset.done) || 0, n = Math.min(owed, before + new Set(doneHere.filter((pk) => families.get(pk).r)).size);
  number.textContent = String(n);
  const fillOf = list.querySelector(".meter .fill");
  if (fillOf && owed) fillOf.setAttribute("width", `${(100 * n) / owed}%`);
}

// --- from links to views, where this phone can keep things ------------------------------------------------------------------------
function taken(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || link.origin !== location.origin) return;
  const asked = link.pathname === "/visits/new/" && NUMBER.exec(link.search), read = FAMILY.exec(link.pathname);
  if (asked && families.has(asked[1])) { event.preventDefault(); go(`visit=${asked[1]}`); return; }
  if (link.pathname === "/visits/new/" && !link.search) { event.preventDefault(); go("pick"); return; }
  if (link.pathname === "/outbox/") { event.preventDefault(); go("outbox"); return; }
  if (read && families.has(read[1]) && !desk.contains(link) && (matchMedia("(max-width: 899px)").matches || navigator.onLine === false)) { event.preventDefault(); go(`family=${read[1]}`); }
}
// What there is to read about the families comes behind the page and stays with the account; their telephone numbers once a day.
let told = { families: {}, drafts: {} };
async function reading() {
  const known = await store.note("reading"), phones = await store.note("phones");
  if (known) told = known.told;
  const wanted = [...families.values()].filter((one) => one.t);
  const lacks = wanted.length && !(phones && phones.day === today() && wanted.every((one) => phones.numbers[one.i] !== undefined));
  if (known && !lacks && Math.abs(Date.now() - known.at) < FRESH && known.at > lastSent) return;
  // Two hundred families come in parts, each kept as it comes: what broke off is asked for again when the page is opened next.
  // After the last part nothing stays of families that are not mine any more.
  const fresh = {};
  for (let start = 0, isLast = false; !isLast;) {
    const found = await readingFrom(start, lacks && !start);
    if (!found) return;
    const { phones: numbers, next, ...rest } = found;
    Object.assign(fresh, rest.families);
    isLast = !next;
    start = next;
    told = { ...rest, families: isLast ? fresh : { ...told.families, ...fresh } };
    await store.keepNote("reading", { at: isLast ? Date.now() : 0, told });
    if (numbers) await store.keepNote("phones", { day: today(), numbers });
  }
}
async function readingFrom(start, withPhones) {
  const token = (document.querySelector("meta[name=csrf-token]") || {}).content || "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...(start ? { start } : {}), ...(withPhones ? { phones: "1" } : {}) });
  const answer = await fetch(pocket.reading, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => null);
  return answer && answer.ok ? answer.json() : null;
}

export function start() {
  document.addEventListener("click", taken);
  window.addEventListener("hashchange", view);
  window.addEventListener("popstate", () => { if (!location.hash) view(); });
  store.onChange(() => { if (!list.hidden) marks(); });
  if (location.hash) history.replaceState("first", "", location.href);
  const read = store.note("reading").then((known) => { if (known) told = known.told; }, () => null);
  read.then(view);
  setTimeout(() => reading().catch(() => null), 1200);
}
