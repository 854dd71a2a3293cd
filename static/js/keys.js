// Keys for people who live in these pages: / search, j k rows, x select, Enter open, g + letter go, ? help.
// Switched off by <body data-keys="off"> (WCAG 2.1.4).
const GO = {
  overview: "o", todo: "d", teams: "t", households: "h", visits: "v", reviews: "r", wishes: "w", problems: "p",
  inspections: "i", leave: "l", assessments: "a", imports: "m", reports: "b", notices: "n", people: "e", settings: "s",
  duties: "u", registers: "m", policies: "s", accounts: "c", journal: "j", me: "y",
};
const off = document.body.dataset.keys === "off";
const sheet = document.getElementById("keys");
const links = [...document.querySelectorAll(".side a[data-key]")].filter((a) => GO[a.dataset.key]);
let gone = 0;

if (sheet && !off) {
  const list = sheet.querySelector("dl");
  links.forEach((link) => {
    const dt = document.createElement("dt");
    ["g", GO[link.dataset.key]].forEach((key) => { const k = document.createElement("kbd"); k.textContent = key; dt.append(k, " "); });
    const dd = document.createElement("dd");
    dd.textContent = link.querySelector("span")?.textContent ?? "";
    list.append(dt, dd);
  });
}

const rows = () => [...document.querySelectorAll("main tbody tr, main .rows > li, main .queue > li")].filter((r) => r.offsetParent !== null);
const here = () => document.querySelector(".at");
function move(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(here());
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  here()?.classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a, button, input")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog")) {
    if (event.key === "Escape" && event.target.matches("[data-search]")) event.target.blur();
    return;
  }
  const key = event.key;
  if (Date.now() - gone < 1200) {
    const link = links.find((a) => GO[a.dataset.key] === key);
    gone = 0;
    if (link) { event.preventDefault(); location.assign(link.href); }
    return;
  }
  if (key === "g") gone = Date.now();
  else if (key === "/") { const box = document.querySelector("[data-search]"); if (box && box.offsetParent) { event.preventDefault(); box.focus(); box.select(); } }
  else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "x" && here()) { const box = here().querySelector(".sel input[type=checkbox]"); if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); } }
  else if (key === "Enter" && here() && !event.target.closest("a, button, summary")) here().querySelector("a[href]")?.click();
  else if (key === "?" && sheet?.showModal) sheet.showModal();
});
