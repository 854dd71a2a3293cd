// What this phone keeps, one database an account: nobody who signs in later sees what another wrote. Drafts (being written), items (to be
// sent, and for two days what was sent), photos (bytes, so that every browser can keep them), and a few notes of our own.
import { deleteDB, openDB } from "./vendor/idb.js";
import { account } from "./basics.js";

const NAME = (whose) => `zhucun-${whose}`;
const KEPT = 2 * 864e5;
const SLOW = 4000;
let opening = null, wiped = false;

function open() {
  if (wiped || !account || !window.indexedDB) return Promise.reject(new Error("no place to keep anything"));
  const asked = openDB(NAME(account), 1, {
    upgrade(base) {
      base.createObjectStore("drafts", { keyPath: "uuid" });
      base.createObjectStore("items", { keyPath: "uuid" });
      base.createObjectStore("photos", { keyPath: "uuid" }).createIndex("item", "item");
      base.createObjectStore("notes", { keyPath: "name" });
    },
    // Another page wipes this account, or wants a newer form of it: let go at once.
    blocking() { asked.then((base) => base.close()); opening = null; },
    terminated() { opening = null; },
  });
  const late = new Promise((_, refuse) => { setTimeout(() => refuse(new Error("the browser's store does not answer")), SLOW); });
  return Promise.race([asked, late]);
}
// Some browsers lose the connection while the page sleeps: open once more, then give up.
async function use(work) {
  for (let n = 0; ; n += 1) {
    if (!opening) opening = open();
    try { return await work(await opening); } catch (trouble) {
      if (trouble && trouble.name === "QuotaExceededError") throw trouble;
      opening = null;
      if (n) throw trouble;
    }
  }
}
const all = (stores, mode, work) => use(async (base) => {
  const deal = base.transaction(stores, mode);
  const [answer] = await Promise.all([work(deal), deal.done]);
  return answer;
});

// --- whether there is a place at all: tried by writing, since some browsers open and then refuse ---------------
let tried = null;
export function usable() {
  if (!tried) tried = use((base) => base.put("notes", { name: "tried", at: Date.now() })).then(() => true, () => false);
  return tried;
}

// --- who should look again -----------------------------------------------------------------------------------
const listeners = new Set();
const channel = window.BroadcastChannel ? new BroadcastChannel(NAME(account)) : null;
const hear = () => listeners.forEach((listen) => listen());
if (channel) channel.onmessage = hear;
export function onChange(listen) { listeners.add(listen); }
export function offChange(listen) { listeners.delete(listen); }
export function changed() {
  hear();
  if (channel) channel.postMessage("changed");
}

// --- drafts ----------------------------------------------------------------------------------------------------
export async function keepDraft(draft) { await use((base) => base.put("drafts", draft)); }
export async function drafts() {
  const found = await use((base) => base.getAll("drafts"));
  return found.sort((one, other) => other.at - one.at);
}
export async function draftFor(kind, subject) {
  return (await drafts()).find((draft) => draft.kind === kind && draft.subject === String(subject)) || null;
}
export async function dropDraft(uuid, { withPhotos = true } = {}) {
  await all(["drafts", "photos"], "readwrite", async (deal) => {
    await deal.objectStore("drafts").delete(uuid);
    if (withPhotos) await dropPhotos(deal, uuid);
  });
}
async function dropPhotos(deal, item) {
  const photos = deal.objectStore("photos");
  const keys = await photos.index("item").getAllKeys(item);
  await Promise.all(keys.map((key) => photos.delete(key)));
}

// --- photos: { uuid, item, bytes, sha256, name, state: "waiting" | "sent" | "refused", said } --------------------
export async function keepPhoto(photo) { await use((base) => base.put("photos", photo)); }
export async function dropPhoto(uuid) { await use((base) => base.delete("photos", uuid)); }
export async function photosOf(item) {
  const found = await use((base) => base.getAllFromIndex("photos", "item", item));
  return found.sort((one, other) => one.at - other.at);
}
export async function changePhoto(uuid, values) {
  await all(["photos"], "readwrite", async (deal) => {
    const photo = await deal.store.get(uuid);
    if (photo) await deal.store.put({ ...photo, ...values });
  });
}

export async function changePhotos(values) {
  await all(["photos"], "readwrite", async (deal) => {
    const found = await deal.store.getAll();
    await Promise.all(found.map((photo) => deal.store.put({ ...photo, ...values })));
  });
}

// --- items -------------------------------------------------------------------------------------------------------
// A finished form becomes an item in the same transaction in which its draft goes: there is never none, and never both.
export const queue = (item) => queueAll([item], item.uuid);
// Several made of one draft: all of them or none.
export async function queueAll(items, draft) {
  await all(["drafts", "items"], "readwrite", (deal) => Promise.all([
    ...items.map((item) => deal.objectStore("items").put(item)), deal.objectStore("drafts").delete(draft),
  ]));
  changed();
}
export async function items() {
  const found = await use((base) => base.getAll("items"));
  return found.sort((one, other) => one.saved - other.saved);
}
export const item = (uuid) => use((base) => base.get("items", uuid));
// Change an item in one transaction; `only` names the states in which it may be changed. Returns it as it then stands, or null.
export async function change(uuid, values, only) {
  const answer = await all(["items"], "readwrite", async (deal) => {
    const known = await deal.store.get(uuid);
    if (!known || (only && !only.includes(known.state))) return null;
    const fresh = { ...known, ...values };
    await deal.store.put(fresh);
    return fresh;
  });
  changed();
  return answer;
}
export async function drop(uuid) {
  await all(["items", "drafts", "photos"], "readwrite", async (deal) => {
    await Promise.all([deal.objectStore("items").delete(uuid), deal.objectStore("drafts").delete(uuid)]);
    await dropPhotos(deal, uuid);
  });
  changed();
}
// What was sent is remembered for two days without its words and photos; only where it still stands in one of the states of `only`: what
// somebody is changing meanwhile is left to him, with its photos.
export async function settle(uuid, values, only) {
  await all(["items", "photos"], "readwrite", async (deal) => {
    const store = deal.objectStore("items"), known = await store.get(uuid);
    if (known && !only.includes(known.state)) return;
    if (known) await store.put({ ...known, ...values, state: "sent", body: null, photos: [] });
    await dropPhotos(deal, uuid);
  });
  changed();
}
// Photos that will not come, until the server knows it.
export const hasGivenUp = (one) => Boolean(one.givenUp && one.givenUp.length) && one.state !== "waiting";
const givenUp = (uuid, work) => all(["items"], "readwrite", async (deal) => {
  const known = await deal.store.get(uuid);
  if (known) await deal.store.put({ ...known, givenUp: work(known.givenUp || []) });
});
export const giveUp = (uuid, numbers) => givenUp(uuid, (known) => [...new Set([...known, ...numbers])]);
export const gaveUp = (uuid, number) => givenUp(uuid, (known) => known.filter((one) => one !== number));
export async function tidy() {
  const old = (await items()).filter((one) => one.state === "sent" && !hasGivenUp(one) && one.settled < Date.now() - KEPT);
  await Promise.all(old.map((one) => drop(one.uuid)));
}

// --- notes of our own -----------------------------------------------------------------------------------------------
export async function note(name) {
  const found = await use((base) => base.get("notes", name));
  return found ? found.value : undefined;
}
export async function keepNote(name, value) { await use((base) => base.put("notes", { name, value })); }
// One transaction, so that of two pages only one gets it.
export function lease(name, by, milliseconds) {
  return all(["notes"], "readwrite", async (deal) => {
    const held = await deal.store.get(name), now = Date.now();
    if (held && held.by !== by && held.until > now && held.until < now + 10 * milliseconds) return false;
    await deal.store.put({ name, by, until: now + milliseconds });
    return true;
  });
}
export const release = (name) => use((base) => base.delete("notes", name));

// A few numbers that must stand even if the page dies in the same moment: written at once, in a line of their own.
const line = (name) => `${NAME(account)}:${name}`;
export function jot(name, value) {
  try { if (value === undefined) localStorage.removeItem(line(name)); else localStorage.setItem(line(name), JSON.stringify(value)); } catch { /* the database has it a moment later */ }
}
export function jotted(name) {
  try { return JSON.parse(localStorage.getItem(line(name))); } catch { return null; }
}

// --- the end: what this account kept is gone from the phone ----------------------------------------------------------
// What this page still has on its way (a part to read, a last key) is not written again behind it; if the page comes back, it may.
window.addEventListener("pageshow", (event) => { if (event.persisted) wiped = false; });
export async function wipe() {
  wiped = true;
  const base = await Promise.resolve(opening).catch(() => null);
  if (base) base.close();
  opening = null;
  await Promise.race([deleteDB(NAME(account)), new Promise((resolve) => { setTimeout(resolve, SLOW); })]);
  if (window.localStorage) Object.keys(localStorage).filter((key) => key.startsWith(`${NAME(account)}:`)).forEach((key) => localStorage.removeItem(key));
  if (window.caches) await caches.delete(`page-${account}`).catch(() => false);
}
