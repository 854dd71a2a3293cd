// Begins what the page has: the bar, the to-do desk, an ordinary form that should not need network, the outbox. Without a place to keep
// things the page stays the plain page it is, and says so.
import { correct, fill, make, officeNow, tell, words } from "./basics.js";
import { leave as leaving } from "./leaving.js";
import { after, bar, noStore } from "./marks.js";
import { outbox } from "./outbox.js";
import { paper } from "./paper.js";
import * as sender from "./sender.js";
import * as store from "./store.js";
import * as todo from "./todo.js";

export const leave = leaving;

// An ordinary form page: <form data-filing="problem" data-subject="new" data-title="…" data-more='{"household":"12"}'>
async function ordinary(form, { again = false, change = "" } = {}) {
  const { filing, subject, title, more, draft, onward } = form.dataset;
  const bound = Boolean(form.querySelector(".wrong"));
  const about = { kind: filing, subject, title, more: more ? JSON.parse(more) : {}, page: location.pathname + location.search };
  if (form.dataset.each) about.each = (fields) => eachOf(form, fields);
  const sheet = paper(form, about, (item, items) => {
    if (about.each) { severalSaved(form, items.length); return; }
    const buttons = (known, hasOwn) => [
      ...(known.state === "sent" && known.url ? [make("a", { class: hasOwn ? "btn" : "btn pri", href: known.url }, words.seeRecord)] : []),
      make("a", { class: hasOwn || known.state === "sent" ? "btn" : "btn pri", href: form.dataset.back || "/todo/" }, words.backToList),
      ...(form.querySelector("[type=file]") ? [] : [make("button", { type: "button", class: "btn", onclick: () => anew(form, panel) }, words.another)]),
    ];
    // While there is network the page goes on as it would have without us.
    const onSent = (known) => { if (known.url) location.assign(known.url + (onward || "")); };
    form.hidden = true;
    const panel = after(item.uuid, { title, goOn: buttons, onSent: again ? null : onSent, edit: (known) => changed(form, panel, known) });
    form.before(panel);
    window.scrollTo(0, 0);
    tell(words.savedHead);
  });
  const asked = /^#outbox=([0-9a-f-]{36})$/.exec(location.hash), wanted = change || (!again && asked && asked[1]);
  const item = wanted && (await store.change(wanted, { state: "editing" }, ["waiting", "refused", "blocked", "editing"]));
  if (item) {
    window.addEventListener("pagehide", () => { store.change(item.uuid, { state: "waiting" }, ["editing"]); });
    await sheet.edit(item);
  } else if (!bound) await sheet.restore(draft);
}

// The same words for several households: one item each, with a number of its own, as if each had been written by itself.
function eachOf(form, fields) {
  const { each } = form.dataset, { [each]: chosen = [], ...rest } = fields;
  return chosen.map((value) => {
    const box = [...form.elements].find((one) => one.name === each && one.value === value);
    const name = box ? box.closest("label").textContent.trim() : value;
    return { subject: value, title: name, more: { [each]: value }, fields: rest, page: "/todo/" };
  });
}
function severalSaved(form, n) {
  form.hidden = true;
  const panel = make("section", { class: "card pad", role: "status" }, make("h2", {}, fill(form.dataset.eachKept, { n })),
    make("div", { class: "row-of gap" }, make("a", { class: "btn", href: form.dataset.back || "/todo/" }, words.backToList)));
  form.before(panel, make("div", { class: "gap" }), outbox({ edit: (item) => location.assign(`/todo/#edit=${item.uuid}`), here: false }));
  window.scrollTo(0, 0);
  tell(fill(form.dataset.eachKept, { n }));
}

// Several in a row without loading anything: the same form once more, empty, under a new number.
function anew(form, panel) {
  panel.remove();
  form.reset();
  if (form.elements.uuid) form.elements.uuid.value = "";
  form.hidden = false;
  ordinary(form, { again: true });
  const first = form.querySelector("select, textarea, input:not([type=hidden])");
  if (first) first.focus();
}

// The same words once more, with what the server said about them.
function changed(form, panel, known) {
  panel.remove();
  form.hidden = false;
  ordinary(form, { again: true, change: known.uuid });
}

function keyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => document.documentElement.style.setProperty("--keys", `${Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop))}px`);
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
}

// The hour the page was made tells how wrong this phone's clock is, unless the page comes out of the phone itself.
async function clock() {
  const way = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
  if (way && way.workerStart > 0) { correct((await store.note("ahead").catch(() => 0)) + Date.now()); return; }
  correct(Date.parse(words.now));
  await store.keepNote("ahead", officeNow() - Date.now()).catch(() => null);
}
// The page as it was before there was any of this: drafts on the server while there is network.
async function plain() {
  if (document.querySelector("form[data-autosave]")) await import(words.draftScript);
}

async function begin() {
  if (!document.getElementById("offline-parts")) return; // only asked to see somebody out
  const forms = [...document.querySelectorAll("form[data-filing]")], place = document.getElementById("outbox-place");
  keyboard();
  if (!(await store.usable())) { noStore(); bar(); await plain(); return; }
  await clock();
  if (todo.hasDesk()) todo.start();
  forms.forEach(ordinary);
  if (place) place.replaceChildren(outbox({ edit: (item) => location.assign(`/todo/#edit=${item.uuid}`), here: false }));
  if (location.hash === "#leaving") { const form = document.querySelector("form[action='/sign-out/']"); if (form) leaving(form); }
  bar();
  sender.start();
  if (navigator.serviceWorker && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => null);
}
begin();
