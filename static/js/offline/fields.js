// A form and what stands in it: read, write, and the server's sentences at their fields.
import { make, part, picture, tell, words } from "./basics.js";

const OURS = ["csrfmiddlewaretoken", "uuid"];

// { name: [values] } without files, passwords and what is ours.
export function read(form) {
  const fields = {};
  new FormData(form).forEach((value, name) => {
    if (typeof value !== "string" || OURS.includes(name)) return;
    (fields[name] = fields[name] || []).push(value);
  });
  return fields;
}
export function write(form, fields) {
  [...form.elements].forEach((field) => {
    if (!field.name || OURS.includes(field.name) || field.type === "file") return;
    const values = fields[field.name] || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.name in fields) field.value = values[same(form, field)] === undefined ? "" : values[same(form, field)];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
const same = (form, field) => [...form.elements].filter((one) => one.name === field.name).indexOf(field);

// One value as it is, several as a list; `more` is what the page itself knows (which household).
export function bodyOf(fields, more) {
  const body = { ...more };
  Object.entries(fields).forEach(([name, values]) => { body[name] = values.length === 1 ? values[0] : values; });
  return body;
}
export const isEmpty = (fields, presets) => Object.entries(fields).every(([name, values]) => JSON.stringify(values) === JSON.stringify(presets[name]) || values.every((v) => !v.trim()));

// --- what is wrong, said as the server says it -----------------------------------------------------------------
const holder = (form, name) => form.querySelector(`#f-${CSS.escape(name)}`) || (form.elements[name] && form.elements[name].closest && form.elements[name].closest(".f"));

export function clearErrors(form) {
  form.querySelectorAll(".wrong").forEach((place) => place.classList.remove("wrong"));
  form.querySelectorAll(".err").forEach((line) => line.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  const summary = form.parentElement && form.parentElement.querySelector("[data-refusal]");
  if (summary) summary.remove();
}
export function showErrors(form, errors, detail) {
  clearErrors(form);
  const lines = [];
  Object.entries(errors).forEach(([name, sentences]) => {
    const place = holder(form, name), list = [].concat(sentences);
    if (!place) { lines.push(...list.map((text) => make("li", {}, text))); return; }
    const field = place.querySelector("textarea, input:not([type=hidden]), select");
    const line = make("div", { class: "err", id: `err-${name}` }, picture("wrong"), make("ul", {}, ...list.map((text) => make("li", {}, text))));
    place.classList.add("wrong");
    place.closest("[hidden]") && (place.closest("[hidden]").hidden = false);
    (place.querySelector(".opts, textarea, input:not([type=hidden]), select") || place).before(line);
    if (field) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", line.id); }
    lines.push(...list.map((text) => make("li", {}, make("a", { href: `#${field && field.id ? field.id : ""}` }, text))));
  });
  const note = part("refusal");
  note.querySelector("b").textContent = detail || words.refused;
  note.querySelector("ul").append(...lines);
  form.before(note);
  note.focus();
  tell(note.querySelector("b").textContent);
}
// Only what the server is sure to ask for: fields that must not be empty.
export function missing(form) {
  const errors = {};
  [...form.elements].forEach((field) => {
    if (!field.name || field.type === "hidden" || !field.required || field.disabled) return;
    const empty = field.type === "radio" || field.type === "checkbox" ? !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`) : !field.value.trim();
    if (empty && !errors[field.name]) errors[field.name] = [field.dataset.missing || words.missing];
  });
  return errors;
}
