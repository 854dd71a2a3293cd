// Where an item is, always as picture and word in a shape of its own; and the bar that says what the network and the sign-in are like.
import { clockOf, fill, make, part, words } from "./basics.js";
import { UNSENT, status } from "./sender.js";
import * as store from "./store.js";

// The name of the state as a person understands it.
export function stateOf(item) {
  if (item.state === "waiting" || item.state === "photos") {
    if (status.sending === item.uuid) return "sending";
    if (status.who === "out") return "signin";
    return item.state;
  }
  return item.state;
}
export const mark = (item) => part(`state-${stateOf(item)}`);
const ASKING = ["refused", "blocked", "photo_refused"];
export const isWaiting = (item) => UNSENT.includes(item.state);

// --- the bar over the page ----------------------------------------------------------------------------------------
export function bar() {
  const place = document.getElementById("offbar");
  if (!place) return;
  const draw = async () => {
    const waiting = (await store.usable()) ? (await store.items()).filter(isWaiting) : [];
    const isAway = !status.network || navigator.onLine === false, isOut = status.who === "out";
    const name = isOut && (waiting.length || place.dataset.asks) ? "bar-signin" : isAway ? "bar-offline" : "";
    if (name !== place.dataset.shows) {
      place.dataset.shows = name;
      place.replaceChildren(...(name ? [...part(name).childNodes] : []));
      place.hidden = !name;
    }
    document.querySelectorAll("[data-online]").forEach((one) => { one.hidden = isAway; });
    // What waits for network, or for a sign-in, is said apart from what waits for a person; two versions have a line of their own from the server.
    const look = waiting.filter((one) => ASKING.includes(one.state)).length, chosen = document.querySelector("[data-online]:not([hidden]).choose");
    const choose = chosen ? 0 : waiting.filter((one) => one.state === "conflict").length;
    const goes = waiting.filter((one) => one.state !== "conflict").length - look;
    document.querySelectorAll("[data-waiting-count]").forEach((one) => {
      one.hidden = !(goes + look + choose);
      one.classList.toggle("choose", look + choose > 0);
      const text = [goes && fill(isOut ? words.nSignin : words.nWaiting, { n: goes }), look + choose && fill(words.nLook, { n: look + choose })].filter(Boolean).join(" · ");
      const number = one.querySelector("b");
      if (number) number.textContent = text;
    });
  };
  store.onChange(draw);
  ["online", "offline"].forEach((name) => window.addEventListener(name, draw));
  draw();
}
export const noStore = () => { const note = document.getElementById("no-store"); if (note) note.hidden = false; };

// --- after saving: where it is now, and how to go on -----------------------------------------------------------------
// `goOn(state)` gives the buttons; the panel follows the item until it is up.
export function after(uuid, { title, goOn, edit, onSent, onState }) {
  const panel = part("after"), place = panel.querySelector("[data-where]"), said = panel.querySelector("[data-said]"), buttons = panel.querySelector("[data-buttons]");
  panel.querySelector("h2").textContent = title;
  let shown = "";
  const draw = async () => {
    if (!panel.isConnected && shown) { store.offChange(draw); return; }
    const item = await store.item(uuid);
    if (!item) return;
    const state = stateOf(item), key = `${state}:${item.said}:${(item.notes || []).length}`;
    if (key === shown) return;
    shown = key;
    panel.dataset.state = state;
    if (onState) onState(state);
    place.replaceChildren(mark(item));
    const text = { waiting: words.afterWaiting, sending: words.afterSending, photos: words.afterPhotos, signin: words.afterSignin, sent: "", conflict: words.afterConflict }[state];
    said.replaceChildren(
      ...[state === "conflict" && item.said ? "" : text, item.said, ...(item.notes || [])].filter(Boolean).map((line) => make("p", {}, line)),
      ...(state === "waiting" || state === "photos" ? [make("p", { class: "muted" }, fill(words.keptAt, { time: clockOf(item.saved) }))] : []),
    );
    const own = [];
    if (state === "refused") own.push(make("button", { type: "button", class: "btn pri", onclick: () => edit(item) }, words.change));
    if (state === "conflict" && item.conflict) own.push(make("a", { class: "btn pri", href: item.conflict }, words.seeBoth));
    if (state === "signin") own.push(make("a", { class: "btn pri", href: `/sign-in/?next=${encodeURIComponent(location.pathname)}` }, words.signIn));
    buttons.replaceChildren(...own, ...goOn(item, own.length > 0));
    if (state === "sent" && onSent) onSent(item);
  };
  store.onChange(draw);
  draw();
  return panel;
}
