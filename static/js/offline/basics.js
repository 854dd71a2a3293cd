// Small things that every part of the offline pages needs: words, elements, numbers of their own, the time of the office.
const box = document.getElementById("offline-words");
export const words = box ? box.dataset : {};
export const account = (document.querySelector("meta[name=account]") || {}).content || "";
export const OFFICE = 8 * 3600e3;
const DAY = 864e5;

export const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] === undefined ? "" : values[name]));
export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
export function tell(text) {
  const place = document.getElementById("say");
  if (place) place.textContent = text;
}

// --- elements: text is always text ---------------------------------------------------------------------------
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (value === false || value === undefined || value === null) return;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  });
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}
// A piece that the server drew (icon and word in the language of the page), by its name.
export function part(name) {
  const parts = document.getElementById("offline-parts");
  const found = parts && parts.content.querySelector(`[data-part="${name}"]`);
  return found ? found.cloneNode(true) : document.createElement("span");
}
export function picture(name) {
  const holder = part(`icon-${name}`);
  return holder.firstElementChild || holder;
}

// --- a number for what is written here, the same whatever happens to it --------------------------------------
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// --- time: the phone's clock may be wrong, the server's is known from its last answer --------------------------
let ahead = 0;
export function correct(serverNow) { if (serverNow > 0) ahead = serverNow - Date.now(); }
export const officeNow = () => Date.now() + ahead;
const shifted = (instant) => new Date(instant + OFFICE);
export const dayOf = (instant) => shifted(instant).toISOString().slice(0, 10);
export const today = () => dayOf(officeNow());
export const clockOf = (instant) => shifted(instant).toISOString().slice(11, 16);
// "today 10:32", "22 November 10:32"; the instant is one of the phone's clock.
export function stamp(instant) {
  const there = instant + ahead, day = dayOf(there);
  if (day === today()) return fill(words.todayAt, { time: clockOf(there) });
  if (day === dayOf(officeNow() - DAY)) return fill(words.yesterdayAt, { time: clockOf(there) });
  const date = shifted(there);
  const named = new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const english = document.documentElement.lang === "en";
  return `${named.toLocaleDateString(english ? "en-GB" : "zh-CN", { month: "long", day: "numeric" })} ${clockOf(there)}`;
}

export function size(bytes) {
  return bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}
