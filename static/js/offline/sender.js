// Sends what waits: every text first, then photos, one sender at a time whatever pages are open. Starts on load, when the network is
// back, when the page is looked at again, and each minute; what got no answer waits a little longer each time, ten minutes at most.
import { account, pause, uuid } from "./basics.js";
import * as store from "./store.js";
import * as wire from "./wire.js";

// States of an item: waiting · photos (the text is up) · sent · refused · conflict · blocked (not there or not allowed any more) ·
// gone (withdrawn on the server) · editing · spending (deleted here, to be told to the server).
export const UNSENT = ["waiting", "photos", "refused", "conflict", "blocked", "editing", "photo_refused"];
const MINUTE = 60e3, LONGEST = 10 * MINUTE, LEASE = 4 * MINUTE, TRIES_OF_PHOTO = 3;
const me = uuid();
export const status = { network: navigator.onLine !== false, who: "mine", sending: "" };
let running = null, again = false;

function say(values) {
  const before = JSON.stringify(status);
  Object.assign(status, values);
  if (JSON.stringify(status) !== before) store.changed();
}
const later = (tries, wait) => Date.now() + Math.max(wait * 1000, Math.min(LONGEST, 2000 * 2 ** Math.min(tries, 10)));

export function flush({ hurry = false } = {}) {
  if (running) { again = again || hurry; return running; }
  running = alone(() => round(hurry)).catch(() => false).then((answer) => {
    running = null;
    wake();
    if (!again) return answer;
    again = false;
    return flush({ hurry: true });
  });
  return running;
}

// What got no answer is tried again when its time has come, not only on the minute.
let alarm = 0;
async function wake() {
  const waits = (await store.items().catch(() => [])).filter((one) => ["waiting", "photos", "spending"].includes(one.state) && one.next > Date.now());
  clearTimeout(alarm);
  if (waits.length && status.who === "mine") alarm = setTimeout(flush, Math.max(500, Math.min(MINUTE, Math.min(...waits.map((one) => one.next)) - Date.now() + 200)));
}

// --- never two at once ------------------------------------------------------------------------------------------
async function alone(work) {
  if (!(await store.usable())) return false;
  if (navigator.locks) return navigator.locks.request(`zhucun-send-${account}`, { ifAvailable: true }, (lock) => (lock ? work() : false));
  if (!(await store.lease("sender", me, LEASE))) return false;
  try { return await work(); } finally { await store.release("sender").catch(() => null); }
}
const still = () => (navigator.locks ? true : store.lease("sender", me, LEASE));

async function round(hurry) {
  const due = (one) => hurry || !one.next || one.next <= Date.now() || one.next > Date.now() + 2 * LONGEST;
  const all = (await store.items()).filter(due);
  const texts = all.filter((one) => one.state === "waiting"), spent = all.filter((one) => one.state === "spending");
  const withPhotos = all.filter((one) => one.state === "photos"), given = all.filter(store.hasGivenUp);
  const open = hurry ? all.filter((one) => one.state === "conflict") : [];
  if (!texts.length && !spent.length && !withPhotos.length && !given.length && !open.length) return false;
  try {
    const who = await wire.whoIsIn();
    say({ network: true, who });
    if (who !== "mine") return false;
    for (const one of spent) if (!(await still()) || !(await spend(one))) return false;
    if (open.length) await decided(open);
    for (const one of texts) if (!(await still()) || !(await text(one))) return false;
    const ready = (await store.items()).filter((one) => one.state === "photos" && due(one));
    for (const one of ready) if (!(await photos(one))) return false;
    for (const one of (await store.items()).filter(store.hasGivenUp)) if (!(await giveUp(one))) return false;
    return true;
  } catch (trouble) {
    if (!(trouble instanceof wire.NoAnswer)) throw trouble;
    say({ network: false });
    return false;
  } finally { say({ sending: "" }); }
}

// Said by the server itself, with a code, and for good: a gateway on the way, a key that has grown old, a server in trouble settle nothing.
const isOurs = ({ status: code, data }) => Boolean(data.code) && data.code !== "csrf" && code !== 429 && code < 500;

// --- the text; false ends the round -----------------------------------------------------------------------------
async function text(one) {
  const item = await store.change(one.uuid, { tried: Date.now(), tries: (one.tries || 0) + 1 }, ["waiting"]);
  if (!item) return true; // meanwhile edited or deleted
  say({ sending: item.uuid });
  const kept = await store.photosOf(item.uuid);
  let answer;
  try { answer = await wire.file(item, kept); } catch (trouble) {
    await store.change(item.uuid, { next: later(item.tries, 0), error: "network" }, ["waiting"]);
    throw trouble;
  }
  const { status: code, data, wait } = answer;
  if (code === 200 || code === 201) { await isUp(item, data, kept); return true; }
  if (code === 401 || code === 499) { say({ who: code === 401 ? "out" : "other" }); return false; }
  const said = { error: data.code || String(code), said: data.detail || "", errors: data.fields || {}, next: later(item.tries, wait) };
  if (code === 422) await settleAs(item, "refused", said);
  else if (code === 409) await settleAs(item, "conflict", { ...said, conflict: data.conflict_url || "", first: data.first_url || "" });
  else if (code === 410) await settleAs(item, "gone", said);
  else if (code === 404 || code === 413 || (code === 403 && data.code)) await settleAs(item, "blocked", said);
  else if (code === 400 && item.tries > 1) await settleAs(item, "blocked", said);
  else { await settleAs(item, "waiting", said); return code === 400; }
  return true;
}
const settleAs = (item, state, values) => store.change(item.uuid, { ...values, state }, ["waiting"]);

async function isUp(item, data, kept) {
  const up = { url: data.url || "", saved_label: data.saved_label || "", notes: data.notes || [], settled: Date.now(), error: "", said: "", next: 0 };
  const missing = new Set(data.photos_missing || []);
  await Promise.all(kept.filter((photo) => photo.state === "waiting" && !missing.has(photo.uuid)).map((photo) => store.dropPhoto(photo.uuid)));
  // What the server waits for and this phone has not: taken off after an attempt whose answer was cut.
  const here = new Set(kept.map((photo) => photo.uuid)), gone = [...missing].filter((number) => !here.has(number));
  if (gone.length) up.givenUp = gone;
  if (missing.size > gone.length) await store.change(item.uuid, { ...up, state: "photos", tries: 0 }, ["waiting"]);
  else await store.settle(item.uuid, up, ["waiting"]);
}

// Photos that will not come are told to the server, so that the page of the visit does not promise them any longer.
async function giveUp(item) {
  for (const number of item.givenUp) {
    if (!(await still())) return false;
    const answer = await wire.givePhotoUp(item, number), { status: code } = answer;
    if (code === 401 || code === 499) { say({ who: code === 401 ? "out" : "other" }); return false; }
    if (code !== 204 && !isOurs(answer)) return false;
    await store.gaveUp(item.uuid, number);
  }
  return true;
}

// Two versions on which somebody has chosen meanwhile, on the server's page: nothing waits here any more but photos that still belong.
async function decided(open) {
  const { status: code, data } = await wire.stateOf(open.map((one) => one.uuid));
  for (const found of code === 200 ? data.items || [] : []) {
    const known = open.find((one) => one.uuid === found.uuid);
    if (!known || found.conflict_url || !(found.stored || found.gone)) continue;
    const missing = new Set(found.photos_missing), kept = await store.photosOf(known.uuid);
    const up = { url: found.url, saved_label: found.saved_label, settled: Date.now(), error: "", said: "", next: 0 };
    await Promise.all(kept.filter((photo) => !missing.has(photo.uuid)).map((photo) => store.dropPhoto(photo.uuid)));
    if (found.gone) await store.change(known.uuid, { state: "gone", said: "" }, ["conflict"]);
    else if (kept.some((photo) => missing.has(photo.uuid))) await store.change(known.uuid, { ...up, state: "photos", tries: 0 }, ["conflict"]);
    else await store.settle(known.uuid, up, ["conflict"]);
  }
}

// --- its photos ----------------------------------------------------------------------------------------------------
async function photos(item) {
  for (const one of (await store.photosOf(item.uuid)).filter((photo) => photo.state === "waiting")) {
    if (!(await still())) return false;
    const known = await store.item(item.uuid);
    if (!known || known.state !== "photos") return true; // meanwhile deleted
    say({ sending: item.uuid });
    if (!(await photo(item, one))) return false;
  }
  const left = await store.photosOf(item.uuid);
  if (!left.length) await store.settle(item.uuid, { settled: Date.now() }, ["photos"]);
  else if (left.every((photo) => photo.state === "refused")) await store.change(item.uuid, { state: "photo_refused", said: left[0].said }, ["photos"]);
  return true;
}
async function photo(item, one) {
  let answer;
  try { answer = await wire.photo(item, one); } catch (trouble) {
    await store.change(item.uuid, { tries: (item.tries || 0) + 1, next: later(item.tries || 0, 0), error: "network" }, ["photos"]);
    throw trouble;
  }
  const { status: code, data, wait } = answer;
  if (code === 200 || code === 201 || (code === 410 && isOurs(answer))) { await store.dropPhoto(one.uuid); store.changed(); return true; }
  if (code === 401 || code === 499) { say({ who: code === 401 ? "out" : "other" }); return false; }
  if (code === 404 && data.code === "item_unknown") { await store.change(item.uuid, { state: "waiting", next: 0 }, ["photos"]); return true; }
  const tries = (one.tries || 0) + 1;
  if (!isOurs(answer) || (code === 400 && tries < TRIES_OF_PHOTO)) {
    await store.changePhoto(one.uuid, { tries });
    await store.change(item.uuid, { tries: (item.tries || 0) + 1, next: later(item.tries || 0, wait), error: data.code || String(code) }, ["photos"]);
    return code === 400;
  }
  await store.changePhoto(one.uuid, { state: "refused", said: data.detail || data.code || String(code) });
  await store.giveUp(item.uuid, [one.uuid]);
  return true;
}

// --- deleted here: the server is told, so that what was on its way does not come back -------------------------------
async function spend(one) {
  const answer = await wire.spend(one.uuid), { status: code, data } = answer;
  if (code === 401 || code === 499) { say({ who: code === 401 ? "out" : "other" }); return false; }
  if (code === 409) await store.settle(one.uuid, { url: data.url || "", said: data.detail || "", settled: Date.now(), was_up: true }, ["spending"]);
  else if (code === 204 || isOurs(answer)) await store.drop(one.uuid);
  else return false;
  return true;
}
// Returns "deleted", or "asked" while the server has yet to be told.
export async function remove(uuid) {
  const known = await store.item(uuid);
  if (!known || known.state === "draft") { await store.drop(uuid); return "deleted"; }
  if (known.state === "photos" || known.state === "photo_refused") {
    const gone = (await store.photosOf(uuid)).map((photo) => photo.uuid);
    await store.settle(uuid, { settled: Date.now(), givenUp: [...new Set([...(known.givenUp || []), ...gone])] }, ["photos", "photo_refused"]);
    flush({ hurry: true });
    return "deleted";
  }
  if (!known.tries || ["gone", "blocked", "sent", "conflict"].includes(known.state)) { await store.drop(uuid); return "deleted"; }
  await store.change(uuid, { state: "spending", body: null, next: 0 });
  await flush({ hurry: true });
  const left = await store.item(uuid);
  return left && left.was_up ? "was_up" : left ? "asked" : "deleted";
}

// --- when to try ------------------------------------------------------------------------------------------------------
export function start() {
  const seen = () => { if (document.visibilityState === "visible") flush({ hurry: true }); };
  window.addEventListener("online", () => { say({ network: true }); flush({ hurry: true }); });
  window.addEventListener("offline", () => say({ network: false }));
  window.addEventListener("focus", seen);
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pageshow", seen);
  setInterval(() => flush(), MINUTE);
  store.tidy().catch(() => null);
  return pause(0).then(() => flush({ hurry: true }));
}
