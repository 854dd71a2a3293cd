// Signing out takes what this account kept off the phone. While something is not up yet it asks first: send it, take it out, or throw it away.
import { fill, make, part, tell, words } from "./basics.js";
import { exported, unsent } from "./outbox.js";
import * as sender from "./sender.js";
import * as store from "./store.js";

// The form of a "sign out" button anywhere. Resolves when the form may go.
export async function leave(form) {
  if (!(await store.usable())) { form.submit(); return; }
  const waiting = await unsent(), drafts = await store.drafts();
  if (!waiting.length && !drafts.length) { await out(form); return; }
  if (!document.getElementById("offline-parts")) { location.assign("/outbox/#leaving"); return; }
  ask(form, waiting.length, drafts.length);
}
async function out(form) {
  if (navigator.onLine === false) { tell(words.leaveNoNetwork); return; }
  await store.wipe();
  form.submit();
}
function ask(form, items, drafts) {
  const old = document.querySelector("[data-part=leaving]");
  if (old) old.remove();
  const panel = part("leaving"), said = panel.querySelector("[data-said]"), buttons = panel.querySelector("[data-buttons]");
  panel.querySelector("h2").textContent = items ? fill(words.leaveItems, { n: items }) : fill(words.leaveDrafts, { n: drafts });
  const send = make("button", { type: "button", class: "btn pri", hidden: !items, async onclick() {
    send.disabled = true;
    await sender.flush({ hurry: true });
    send.disabled = false;
    const left = (await unsent()).length;
    if (left) said.textContent = sender.status.who === "out" ? words.afterSignin : sender.status.network ? fill(words.leaveStill, { n: left }) : words.leaveNoNetwork;
    else if ((await store.drafts()).length) ask(form, 0, (await store.drafts()).length);
    else await out(form);
  } }, words.leaveSend);
  buttons.append(send,
    make("button", { type: "button", class: "btn", onclick: () => exported() }, words.leaveExport),
    make("button", { type: "button", class: "btn", onclick: () => panel.remove() }, words.leaveStay),
    make("button", { type: "button", class: "btn bad", onclick: () => out(form) }, words.leaveThrow));
  (document.getElementById("main") || document.body).prepend(panel);
  panel.tabIndex = -1;
  panel.focus();
  window.scrollTo(0, 0);
}
