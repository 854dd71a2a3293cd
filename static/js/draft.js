// <form data-autosave="/drafts/<uuid>/" data-saved="#where-it-says-so">: what is typed is kept on the server one second
// after the last key. Restoring asks first. Files, passwords and the CSRF token never travel. The draft goes when the form is sent:
// the view deletes the draft whose uuid comes back in the hidden field "draft".
const words = document.getElementById("words")?.dataset ?? {};
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

function read(form) {
  const fields = {};
  new FormData(form).forEach((value, name) => {
    if (typeof value !== "string" || name === "csrfmiddlewaretoken" || form.elements[name]?.type === "password") return;
    (fields[name] = fields[name] || []).push(value);
  });
  return fields;
}

function write(form, fields) {
  Object.entries(fields).forEach(([name, values]) => {
    const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    found.forEach((field, n) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.type !== "file" && field.type !== "hidden") field.value = values[n] ?? "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}

function start(form) {
  const address = form.dataset.autosave;
  const place = document.querySelector(form.dataset.saved || "[data-draft-state]");
  const show = (text) => { if (place) place.textContent = text; };
  let timer = 0, sent = JSON.stringify(read(form)), leaving = false;

  async function keep() {
    const body = JSON.stringify(read(form));
    if (body === sent || leaving) return;
    try {
      const answer = await fetch(address, {
        method: "PUT", body, credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
      if (answer.ok) {
        sent = body;
        const told = await answer.json().catch(() => ({}));
        show(`${words.draftSaved} ${told.saved_label ?? clock()}`);
      }
      else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) show(words.draftSignin);
      else show(words.draftWaiting);
    } catch { show(words.draftWaiting); }
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 1000); });
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(keep, 1000); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("online", keep);
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && JSON.stringify(read(form)) !== sent) { keep(); event.preventDefault(); event.returnValue = ""; } });

  offer(form, address, () => { sent = JSON.stringify(read(form)); });
}

async function offer(form, address, taken) {
  if (form.querySelector(".wrong") || !form.hasAttribute("data-restore")) return;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const draft = await answer.json();
    const fields = draft.body ?? draft.fields ?? draft;
    if (!fields || typeof fields !== "object" || !Object.keys(fields).length) return;
    const note = document.createElement("div");
    note.className = "note info";
    note.setAttribute("role", "status");
    const text = document.createElement("div");
    text.textContent = (words.draftRestore ?? "{n}").replace("{n}", draft.saved_label ?? draft.at ?? "");
    const yes = document.createElement("button"), no = document.createElement("button");
    [[yes, words.draftYes], [no, words.draftNo]].forEach(([b, label]) => { b.type = "button"; b.className = "btn sm"; b.textContent = label; });
    yes.addEventListener("click", () => { write(form, fields); taken(); note.remove(); });
    no.addEventListener("click", () => {
      fetch(address, { method: "DELETE", credentials: "same-origin", headers: { "X-CSRFToken": token() } }).catch(() => {});
      note.remove();
    });
    note.append(text, yes, no);
    form.before(note);
  } catch { /* no network: the form is simply empty */ }
}

document.querySelectorAll("form[data-autosave]").forEach(start);
