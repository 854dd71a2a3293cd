// What goes to the server and what comes back. No answer is an answer of its own: NoAnswer. Every request carries who is meant, in effect:
// the token is asked for first, and if somebody else is signed in meanwhile nothing is sent in his name.
import { account, correct, words } from "./basics.js";

export class NoAnswer extends Error {}
let csrf = (document.querySelector("meta[name=csrf-token]") || {}).content || "";
const SHORT = 30, LONG = 150;

export async function ask(method, url, { json, bytes, headers = {}, seconds = SHORT } = {}) {
  const given = { Accept: "application/json", ...headers };
  if (method !== "GET") given["X-CSRFToken"] = csrf;
  if (json) given["Content-Type"] = "application/json";
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), seconds * 1000);
  try {
    const answer = await fetch(url, {
      method, headers: given, body: json ? JSON.stringify(json) : bytes, credentials: "same-origin", redirect: "manual", cache: "no-store",
      signal: stop.signal,
    });
    const data = await answer.json().catch(() => null);
    // A gateway of the mobile network answers with pages of its own: only our own JSON counts as done.
    if (answer.ok && !data && answer.status !== 204) throw new NoAnswer("not an answer of ours");
    correct(Date.parse((data && data.at) || answer.headers.get("Date") || ""));
    return { status: answer.status, data: data || {}, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch (trouble) {
    throw trouble instanceof NoAnswer ? trouble : new NoAnswer(String(trouble));
  } finally { clearTimeout(timer); }
}

// "mine", "out" (nobody is signed in), or "other" (somebody else is).
export async function whoIsIn() {
  const { status, data } = await ask("GET", "/filing/token/");
  if (status === 401) return "out";
  if (status !== 200 || !data.csrf) throw new NoAnswer(`token ${status}`);
  if (String(data.user.id) !== account) return "other";
  csrf = data.csrf;
  return "mine";
}

// Once more with a fresh token where ours has grown old; in between somebody else may have signed in.
async function send(method, url, options) {
  const answer = await ask(method, url, options);
  if (answer.status !== 403 || (answer.data.code && answer.data.code !== "csrf")) return answer;
  const who = await whoIsIn();
  return who === "mine" ? ask(method, url, options) : { status: who === "out" ? 401 : 499, data: {}, wait: 0 };
}

export const file = (item, photos) => send("POST", `/filing/${item.kind}/`, {
  json: {
    uuid: item.uuid, recorded_at: new Date(item.saved).toISOString(), sent_at: new Date().toISOString(), body: item.body,
    photos: photos.map((photo) => ({ uuid: photo.uuid, sha256: photo.sha256 })),
  },
});
// Only where the county allows it: this page says so by naming the script that asks.
const placed = (place) => (place && words.placeScript ? { "X-Place": [place.lat, place.lon, place.accuracy === null ? "" : place.accuracy, place.from].join(",") } : {});
export const photo = (item, one) => send("PUT", `/filing/photos/${one.uuid}/?for=${item.kind}:${item.uuid}`, {
  bytes: one.bytes, seconds: LONG, headers: { "Content-Type": "image/jpeg", "X-SHA256": one.sha256, ...placed(one.place) },
});
export const givePhotoUp = (item, number) => send("DELETE", `/filing/photos/${number}/?for=${item.kind}:${item.uuid}`);
export const spend = (uuid) => send("DELETE", `/filing/items/${uuid}/`);
export const stateOf = (uuids) => ask("GET", `/filing/state/?${uuids.slice(0, 100).map((uuid) => `uuid=${uuid}`).join("&")}`);

const typedAt = (at) => ({ "X-Typed-At": new Date(at).toISOString() });
export const keepDraft = (draft) => send("PUT", `/drafts/${draft.uuid}/?kind=${draft.kind}&subject=${encodeURIComponent(draft.subject)}`, {
  json: draft.fields, headers: typedAt(draft.at),
});
export const dropDraft = (uuid, at) => send("DELETE", `/drafts/${uuid}/`, { headers: typedAt(at) });
export const draft = (uuid) => ask("GET", `/drafts/${uuid}/`);
