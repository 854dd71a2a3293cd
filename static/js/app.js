// Small comforts for forms and messages. Everything works without them.
const words = document.getElementById("words")?.dataset ?? {};
const say = (text) => { const place = document.getElementById("say"); if (place) place.textContent = text; };

// --- one click, one save: the button rests until the answer or until the page comes back -------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post" || form.matches("[data-many], [method=dialog]")) return;
  if (form.dataset.busy) { event.preventDefault(); return; }
  form.dataset.busy = "1";
  form.classList.add("busy");
  // After this turn, so that the pressed button's own name and value still travel.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((b) => { b.disabled = true; b.dataset.rested = "1"; }));
});
const wake = (root) => root.querySelectorAll("form[data-busy]").forEach((form) => {
  delete form.dataset.busy;
  form.classList.remove("busy");
  form.querySelectorAll("[data-rested]").forEach((b) => { b.disabled = false; delete b.dataset.rested; });
});
window.addEventListener("pageshow", () => wake(document));
document.addEventListener("htmx:afterRequest", () => wake(document));
["htmx:sendError", "htmx:responseError"].forEach((name) => document.addEventListener(name, () => say(words.trouble ?? "")));

// --- signing out: what this account kept on the phone goes with it; what is not up yet is asked about first ----
document.addEventListener("submit", (event) => {
  const place = document.querySelector("meta[name=offline-script]");
  if (!place || event.target.getAttribute("action") !== "/sign-out/") return;
  event.preventDefault();
  event.stopPropagation();
  import(place.content).then((offline) => offline.leave(event.target)).catch(() => event.target.submit());
}, true);

// --- data-undo="10": the offer to take back disappears, the message stays ------------------------------
function undo(root) {
  root.querySelectorAll("[data-undo]").forEach((note) => {
    const seconds = Number(note.dataset.undo) || 10;
    note.removeAttribute("data-undo");
    let waiting = setTimeout(close, seconds * 1000);
    function close() { note.querySelector("form")?.remove(); }
    // Whoever is on the button, by mouse or keyboard, has time.
    note.addEventListener("focusin", () => clearTimeout(waiting));
    note.addEventListener("focusout", () => { waiting = setTimeout(close, 3000); });
    note.addEventListener("mouseenter", () => clearTimeout(waiting));
    note.addEventListener("mouseleave", () => { waiting = setTimeout(close, 3000); });
  });
}

// --- data-unfold="#id": a button that opens one more part of the form ----------------------------------
function unfold(root) {
  root.querySelectorAll("[data-unfold]").forEach((button) => {
    const part = document.querySelector(button.dataset.unfold);
    if (!part || button.hasAttribute("aria-expanded")) return;
    part.classList.remove("folds-soon");
    const filled = [...part.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=date])")].some((i) => i.value);
    const open = filled || part.querySelector(".wrong") !== null;
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-controls", part.id);
    button.hidden = false;
    part.hidden = !open;
  });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unfold]");
  if (!button) return;
  const part = document.querySelector(button.dataset.unfold);
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", String(!part.hidden));
  if (!part.hidden) part.querySelector("textarea, input:not([type=hidden]), select")?.focus();
});

// --- data-days on a date field: today and yesterday as buttons (office time) ---------------------------
function officeDay(back) {
  return new Date(Date.now() + 8 * 3600e3 - back * 864e5).toISOString().slice(0, 10);
}
function days(root) {
  root.querySelectorAll("input[data-days]").forEach((input) => {
    if (input.dataset.days === "on") return;
    input.dataset.days = "on";
    const box = document.createElement("span");
    box.className = "days";
    [[words.today, 0], [words.yesterday, 1]].forEach(([label, back]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        input.value = officeDay(back);
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      box.append(button);
    });
    input.after(box);
  });
}

// --- data-count="name": +1 buttons for counting ballots by hand ----------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-count]");
  const input = button && document.getElementById(button.dataset.count);
  if (!input) return;
  input.value = String(Math.max(0, (Number(input.value) || 0) + Number(button.dataset.by || 1)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  say(input.value);
});

// --- data-print: print this page ------------------------------------------------------------------------
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

// --- data-go on a select: choosing goes there (a button beside it works without script) ------------------
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) event.target.form.requestSubmit?.();
});

// --- data-pick-*: select rows, the whole page, the whole list -------------------------------------------
const boxes = (table) => [...table.querySelectorAll("tbody td.sel input[type=checkbox]")];
export function picked(table) {
  if (!table) return;
  const all = boxes(table);
  const chosen = all.filter((b) => b.checked);
  all.forEach((b) => b.closest("tr").setAttribute("aria-selected", String(b.checked)));
  const head = table.querySelector("[data-pick-page]");
  if (head) { head.checked = chosen.length > 0 && chosen.length === all.length; head.indeterminate = chosen.length > 0 && !head.checked; }
  const bar = document.querySelector("[data-picked]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  document.body.classList.toggle("picking", !bar.hidden); // on a phone the page's own button makes room
  const every = bar.querySelector("[data-pick-every]");
  if (every && chosen.length < all.length) every.checked = false;
  bar.querySelector("[data-picked-count]").textContent = (words.selected ?? "{n}").replace("{n}", chosen.length);
}
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-pick-page]")) boxes(box.closest("table")).forEach((b) => { b.checked = box.checked; });
  if (box.matches("[data-pick-every]") && box.checked) {
    document.querySelectorAll("table.picks").forEach((t) => boxes(t).forEach((b) => { b.checked = true; }));
    document.querySelectorAll("table.picks").forEach(picked);
  }
  if (box.closest("th.sel, td.sel")) picked(box.closest("table"));
});

// --- data-paste-column="name": values copied from a spreadsheet column fill the boxes downwards ----------
document.addEventListener("paste", (event) => {
  const start = event.target.closest("[data-paste-column]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!start || !/[\r\n]/.test(text.trim())) return;
  event.preventDefault();
  const column = [...document.querySelectorAll(`[data-paste-column="${CSS.escape(start.dataset.pasteColumn)}"]`)];
  const values = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t")[0].replace(/^"(.*)"$/, "$1").replace(/""/g, '"').trim());
  const places = column.slice(column.indexOf(start), column.indexOf(start) + values.length);
  places.forEach((place, n) => {
    if (place.tagName === "SELECT") {
      const option = [...place.options].find((o) => o.text.trim() === values[n] || o.value === values[n]);
      if (option) place.value = option.value;
    } else place.value = values[n];
    place.dispatchEvent(new Event("change", { bubbles: true }));
  });
  say((words.pasted ?? "{n}").replace("{n}", places.length));
});

// --- a link of the error summary leads into its field ----------------------------------------------------
document.addEventListener("click", (event) => {
  const link = event.target.closest(".note.bad a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") ?? target).focus();
});

// --- rows of views and wings wider than the phone: the one chosen is in sight -----------------------------
function shown(root) {
  root.querySelectorAll(".tabs [aria-current], .wings [aria-current]").forEach((tab) => {
    const row = tab.parentElement;
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
  });
}

function dress(root) {
  undo(root); unfold(root); days(root); shown(root);
  if (!document.querySelector("[data-picked]")) document.body.classList.remove("picking");
  root.querySelectorAll("table.picks").forEach(picked);
}
dress(document);
if (document.querySelector(".head .act .pri")) document.body.classList.add("has-pri");
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:load", (event) => dress(event.target));

// --- keys are for desks: a phone does not load them ---------------------------------------------------
const keys = document.querySelector("meta[name=keys-script]");
if (keys && matchMedia("(min-width: 900px)").matches) import(keys.content);
