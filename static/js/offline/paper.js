// A form while somebody fills it in: kept on this phone a second after the last key and whenever the page goes away, kept on the server as
// well while there is network, offered again when he comes back, and on saving made an item of the outbox.
import { clockOf, fill, make, officeNow, picture, stamp, uuid, words } from "./basics.js";
import { camera } from "./camera.js";
import { bodyOf, clearErrors, isEmpty, missing, read, showErrors, write } from "./fields.js";
import { partOf } from "./hash.js";
import * as sender from "./sender.js";
import * as store from "./store.js";
import * as wire from "./wire.js";

const PAUSE = 1000, SERVER_PAUSE = 2000;

// about: { kind, subject, title, more, page, each? } — `page` is where the form can be opened again; saved(item, items) is called when it is in
// the outbox. `each(fields)` makes several items of one form: [{ subject, title, more, fields, page }].
export function paper(form, about, saved) {
  const hidden = form.elements.uuid || form.appendChild(make("input", { type: "hidden", name: "uuid" }));
  if (!hidden.value) hidden.value = uuid();
  const place = form.querySelector("[data-kept]") || document.querySelector(form.dataset.saved || "#kept");
  const presets = read(form);
  let last = JSON.stringify(presets), timer = 0, serverTimer = 0, done = false, before = null, photographed = false;
  const number = () => hidden.value;

  function say(icon, text) { if (place) place.replaceChildren(...(icon ? [picture(icon)] : []), make("span", {}, text)); }
  async function keep({ always = false } = {}) {
    clearTimeout(timer);
    const fields = read(form), now = JSON.stringify(fields);
    if (done || (now === last && !always)) return;
    last = now;
    const draft = { uuid: number(), kind: about.kind, subject: String(about.subject), title: about.title, page: about.page, more: about.more, fields, at: Date.now() };
    try {
      await store.keepDraft(draft);
      say("kept", fill(words.keptAt, { time: clockOf(officeNow()) }));
    } catch (trouble) { say("wrong", trouble && trouble.name === "QuotaExceededError" ? words.noRoom : words.notKept); }
    clearTimeout(serverTimer);
    serverTimer = setTimeout(() => { if (!done && sender.status.network) wire.keepDraft(draft).catch(() => null); }, SERVER_PAUSE);
  }
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE); };
  const away = () => { if (document.visibilityState === "hidden") keep(); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("visibilitychange", away);
  window.addEventListener("pagehide", keep);
  const photos = camera(form, { number, kept() { photographed = true; keep({ always: true }); } });

  function close() {
    done = true;
    clearTimeout(timer);
    clearTimeout(serverTimer);
    document.removeEventListener("visibilitychange", away);
    window.removeEventListener("pagehide", keep);
  }

  // --- saving -----------------------------------------------------------------------------------------------------
  async function submit(event) {
    event.preventDefault();
    if (done) return;
    const errors = missing(form), each = about.each ? about.each(read(form)) : null;
    if (each && !each.length) errors[form.dataset.each] = [form.dataset.eachNone];
    if (Object.keys(errors).length) { await keep(); showErrors(form, errors, words.refused); return; }
    clearErrors(form);
    done = true;
    clearTimeout(timer);
    clearTimeout(serverTimer);
    const fields = read(form), known = before || {}, more = known.more || about.more;
    const item = {
      uuid: number(), kind: about.kind, subject: String(about.subject), title: about.title, page: about.page, more, fields,
      body: bodyOf(fields, more), saved: known.saved || Date.now(), tries: known.tries || 0, state: "waiting", next: 0, error: "", said: "",
    };
    const items = !each ? [item] : await Promise.all(each.map(async (one) => {
      const whole = { ...one.more, trip: item.uuid }; // made in one go
      return { ...item, ...one, uuid: await partOf(item.uuid, one.subject), more: whole, body: bodyOf(one.fields, whole) };
    }));
    try { await store.queueAll(items, item.uuid); } catch {
      // Nothing can be kept here: the form goes as a plain form.
      done = false;
      say("wrong", words.noRoom);
      close();
      form.removeEventListener("submit", submit);
      form.requestSubmit ? form.requestSubmit() : form.submit();
      return;
    }
    close();
    wire.dropDraft(item.uuid, Date.now()).catch(() => null);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => null);
    sender.flush({ hurry: true });
    saved(items[0], items);
  }
  form.addEventListener("submit", submit);

  // --- coming back --------------------------------------------------------------------------------------------------
  function offer(draft, { take, leave }) {
    const no = make("button", { type: "button", class: "btn sm" }, words.startAgain), yes = make("button", { type: "button", class: "btn sm" }, words.goOn);
    const note = make("div", { class: "note info restore", role: "status" }, make("div", {}, fill(words.restore, { when: stamp(draft.at) })), yes, no);
    yes.addEventListener("click", async () => { note.remove(); await take(); });
    no.addEventListener("click", async () => { note.remove(); await leave(); });
    form.before(note);
  }
  async function takeUp(fields, number_) {
    if (number_) hidden.value = number_;
    write(form, fields);
    last = JSON.stringify(read(form));
    form.querySelectorAll("[data-unfold]").forEach((button) => {
      const part = document.querySelector(button.dataset.unfold);
      if (part && part.hidden && [...part.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value)) button.click();
    });
    await photos.show();
  }
  async function restore(serverDraft) {
    const mine = await store.draftFor(about.kind, about.subject).catch(() => null);
    const isThere = mine && (!isEmpty(mine.fields, presets) || (await store.photosOf(mine.uuid)).length);
    if (isThere) {
      offer(mine, {
        take: () => takeUp(mine.fields, mine.uuid),
        async leave() { await store.dropDraft(mine.uuid); wire.dropDraft(mine.uuid, Date.now()).catch(() => null); },
      });
      return;
    }
    if (!serverDraft || !sender.status.network) return;
    const answer = await wire.draft(serverDraft).catch(() => null);
    if (!answer || answer.status !== 200 || done || JSON.stringify(read(form)) !== last || photographed) return;
    const fields = answer.data.body || {};
    if (isEmpty(fields, presets)) return;
    offer({ at: Date.parse(answer.data.at) || Date.now() }, {
      take: () => takeUp(fields, serverDraft),
      async leave() { hidden.value = uuid(); wire.dropDraft(serverDraft, Date.now()).catch(() => null); },
    });
  }
  // An item of the outbox is changed: it is not sent meanwhile.
  async function edit(item) {
    before = item;
    hidden.value = item.uuid;
    await takeUp(item.fields || {}, item.uuid);
    if (item.said && item.errors) showErrors(form, item.errors, item.said);
  }
  return { form, keep, close, restore, edit, number, isTyped: () => JSON.stringify(read(form)) !== JSON.stringify(presets) };
}
