// Everything of this account that lies on this phone: what waits and why, what was sent lately, what is not finished. Item by item it can be
// tried again, changed, deleted (asked first), and all of it can be taken out as a file.
import { account, dayOf, fill, make, part, picture, size, stamp, tell, words } from "./basics.js";
import { isWaiting, mark, stateOf } from "./marks.js";
import * as sender from "./sender.js";
import * as store from "./store.js";
import * as wire from "./wire.js";

export const unsent = async () => (await store.items()).filter(isWaiting);

// `edit(item)` opens an item here; otherwise the page it was written on does.
export function outbox({ edit, here }) {
  const box = part("outbox"), lists = { waiting: box.querySelector("[data-list=waiting]"), drafts: box.querySelector("[data-list=drafts]"), sent: box.querySelector("[data-list=sent]") };
  const retry = box.querySelector("[data-retry]"), out = box.querySelector("[data-export]"), empty = box.querySelector("[data-empty]");
  retry.addEventListener("click", async () => {
    retry.disabled = true;
    await sender.flush({ hurry: true });
    retry.disabled = false;
    tell(sender.status.network ? words.tried : words.triedNoNetwork);
  });
  out.addEventListener("click", exported);

  const draw = async () => {
    if (!box.isConnected && box.dataset.drawn) { store.offChange(draw); return; }
    const [items, drafts] = await Promise.all([store.items(), store.drafts()]);
    const known = new Set(items.map((one) => one.uuid)), loose = drafts.filter((one) => !known.has(one.uuid));
    const waiting = items.filter((one) => one.state !== "sent"), sent = items.filter((one) => one.state === "sent").reverse();
    const rows = await Promise.all(waiting.map((one) => line(one, edit)));
    fillList(lists.waiting, rows);
    fillList(lists.drafts, loose.map((one) => unfinished(one, here)));
    fillList(lists.sent, sent.map(up));
    retry.hidden = !waiting.some((one) => ["waiting", "photos", "spending"].includes(one.state));
    out.hidden = !waiting.length && !loose.length;
    empty.hidden = Boolean(waiting.length || loose.length);
    box.dataset.drawn = "1";
  };
  store.onChange(draw);
  draw();
  return box;
}
function fillList(place, rows) {
  place.hidden = !rows.length;
  place.querySelector("h2 span").textContent = String(rows.length);
  place.querySelector("ul").replaceChildren(...rows);
}
const row = (title, chip, lines, ...buttons) => make("li", { class: "item" },
  make("div", { class: "whole" }, make("span", { class: "a" }, title), " ", chip, ...lines.filter(Boolean).map((text) => make("span", { class: "b" }, text))),
  make("div", { class: "row-of" }, ...buttons.filter(Boolean)));
const button = (icon, label, onclick, css = "btn sm") => make("button", { type: "button", class: css, onclick }, picture(icon), label);

async function line(one, edit) {
  const photos = await store.photosOf(one.uuid), state = stateOf(one);
  const bytes = photos.reduce((sum, photo) => sum + photo.bytes.byteLength, JSON.stringify(one.body || "").length);
  const error = state === "signin" ? words.afterSignin : one.said || (one.error === "network" ? words.errNetwork : one.error && state === "waiting" ? fill(words.errServer, { code: one.error }) : "");
  const wrong = Object.values(one.errors || {}).reduce((list, sentences) => list.concat(sentences), []).join(" ");
  const lines = [
    [words[`kind_${one.kind}`], fill(words.savedWhen, { when: stamp(one.saved) }), photos.length ? fill(words.nPhotos, { n: photos.length }) : "", size(bytes)].filter(Boolean).join(" · "),
    state === "photos" ? words.afterPhotos : "", error, wrong && wrong !== error ? wrong : "",
  ];
  const canChange = ["waiting", "refused", "blocked", "editing"].includes(one.state);
  return row(one.title, mark(one), lines,
    ["waiting", "photos"].includes(one.state) && state !== "signin" && button("retry", words.retry, () => sender.flush({ hurry: true })),
    state === "signin" && make("a", { class: "btn sm", href: `/sign-in/?next=${encodeURIComponent(location.pathname)}` }, words.signIn),
    one.state === "blocked" && button("retry", words.retry, async () => { await store.change(one.uuid, { state: "waiting", next: 0 }); await sender.flush({ hurry: true }); }),
    canChange && (one.kind === "visit" && edit ? button("edit", words.change, () => edit(one)) : make("a", { class: "btn sm", href: `${one.page.split("#")[0]}#outbox=${one.uuid}` }, picture("edit"), words.change)),
    one.state === "conflict" && one.conflict && make("a", { class: "btn sm", href: one.conflict }, words.seeBoth),
    button("export", words.takeOut, () => exported(one)),
    button("remove", words.remove, (event) => asked(one, event.currentTarget)));
}
function unfinished(one, here) {
  const first = Object.entries(one.fields).filter(([name]) => ["content", "description", "item", "hardship"].includes(name)).map(([, values]) => values[0]).filter(Boolean)[0] || "";
  const page = here || one.kind !== "visit" ? one.page : one.page;
  return row(one.title, part("state-draft"), [fill(words.writtenWhen, { when: stamp(one.at) }), first.slice(0, 60)],
    make("a", { class: "btn sm", href: page }, picture("edit"), words.goOn),
    button("remove", words.remove, (event) => asked({ ...one, state: "draft" }, event.currentTarget)));
}
function up(one) {
  return row(one.title, mark(one), [[fill(words.savedWhen, { when: stamp(one.saved) }), fill(words.upWhen, { when: stamp(one.settled) })].join(" · "), ...(one.notes || []), one.said],
    one.url && make("a", { class: "btn sm", href: one.url }, words.seeRecord));
}

// --- deleting asks, in the place where the button stands ---------------------------------------------------------------
function asked(one, place) {
  const text = one.state === "photos" || one.state === "photo_refused" ? words.askPhotos : one.state === "conflict" ? words.askConflict : words.askDelete;
  const note = make("div", { class: "note warn asks", role: "alertdialog", "aria-label": text }, make("div", {}, text));
  const no = make("button", { type: "button", class: "btn sm", onclick: () => { note.remove(); place.focus(); } }, words.keepIt);
  const yes = make("button", { type: "button", class: "btn sm bad", onclick: () => deleted(one) }, words.removeYes);
  note.append(no, yes);
  const holder = place.closest("li");
  if (holder.querySelector(".asks")) return;
  holder.append(note);
  no.focus();
}
async function deleted(one) {
  if (one.state === "draft") {
    await store.dropDraft(one.uuid);
    wire.dropDraft(one.uuid, Date.now()).catch(() => null);
    store.changed();
    tell(words.removed);
    return;
  }
  const answer = await sender.remove(one.uuid);
  tell(answer === "was_up" ? words.wasUp : words.removed);
}

// --- out of the phone as a file: JSON that any office can read, photos inside ------------------------------------------
function base64(bytes) {
  const view = new Uint8Array(bytes);
  let text = "";
  for (let n = 0; n < view.length; n += 8192) text += String.fromCharCode(...view.subarray(n, n + 8192));
  return btoa(text);
}
export async function exported(one) {
  const items = one && one.uuid ? [one] : (await store.items()).filter((known) => known.state !== "sent");
  const drafts = one && one.uuid ? [] : await store.drafts();
  const told = await Promise.all([...items, ...drafts].map(async (known) => ({
    kind: known.kind, uuid: known.uuid, title: known.title, recorded_at: new Date(known.saved || known.at).toISOString(), state: known.state || "draft",
    body: known.body || known.fields,
    photos: (await store.photosOf(known.uuid)).map((photo) => ({ uuid: photo.uuid, sha256: photo.sha256, place: photo.place || undefined, jpeg: base64(photo.bytes) })),
  })));
  const file = new Blob([JSON.stringify({ account, written_at: new Date().toISOString(), items: told }, null, 1)], { type: "application/json" });
  const link = make("a", { href: URL.createObjectURL(file), download: `${words.fileName}-${dayOf(Date.now())}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
  tell(words.exported);
}
