// Photos of a form: chosen or taken, reduced here, kept beside what is typed, shown small, and each can be taken off again.
import { fill, make, picture, size, tell, words } from "./basics.js";
import { MOST, NotAPicture, blobOf, photoOf } from "./photos.js";
import * as store from "./store.js";

export function camera(form, { number, kept }) {
  const input = form.querySelector("input[type=file][name=photos]");
  if (!input) return { show() {} };
  const place = input.closest(".f"), part = form.querySelector("#u-photo") || place, list = make("ul", { class: "photos taken" });
  const line = make("p", { class: "help", role: "status" });
  const button = form.querySelector("[data-unfold='#u-photo']");
  input.hidden = true;
  place.querySelectorAll("label, .help").forEach((one) => { one.hidden = true; });
  place.append(line, list);
  if (button) {
    button.removeAttribute("data-unfold");
    button.removeAttribute("aria-expanded");
    button.hidden = false;
    button.addEventListener("click", () => input.click());
  } else {
    place.append(make("button", { type: "button", class: "btn", onclick: () => input.click() }, words.addPhotos));
  }

  const ask = words.placeScript && form.querySelector("[data-ask-place]");
  const places = ask ? import(words.placeScript).then((module) => module.placing(ask, { store, number, drawn: () => show() }), () => null) : Promise.resolve(null);

  async function show() {
    const photos = await store.photosOf(number());
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...photos.map(shown));
    part.hidden = !photos.length && !line.textContent;
    if (button) button.classList.toggle("has", photos.length > 0);
    const asking = await places;
    if (asking) await asking.show();
  }
  function shown(photo, n) {
    const image = make("img", { src: URL.createObjectURL(blobOf(photo)), alt: fill(words.photoN, { n: n + 1 }), width: 104, height: 78 });
    const off = make("button", {
      type: "button", class: "btn sm", "aria-label": fill(words.photoOff, { n: n + 1 }),
      async onclick() { await store.dropPhoto(photo.uuid); await show(); kept(); },
    }, picture("remove"), words.takeOff);
    return make("li", {}, image, make("span", { class: "muted small" }, photo.place ? `${size(photo.bytes.byteLength)} · ${words.photoPlaced}` : size(photo.bytes.byteLength)), off);
  }
  const say = (text) => { line.textContent = text; part.hidden = false; tell(text); };

  input.addEventListener("change", async () => {
    const files = [...input.files];
    let room = MOST - (await store.photosOf(number())).length;
    line.textContent = "";
    for (const file of files) {
      if (room <= 0) { say(fill(words.photoMost, { n: MOST })); break; }
      say(words.photoWorking);
      try {
        const photo = await photoOf(file, number()), asking = await places;
        await store.keepPhoto(photo);
        if (asking) asking.taken(file, photo).catch(() => null);
        room -= 1;
        line.textContent = "";
      } catch (trouble) { say(fill(trouble instanceof NotAPicture ? words.photoUnreadable : words.photoNoRoom, { name: file.name || "" })); break; }
      await show();
    }
    input.value = "";
    await show();
    kept();
  });
  show();
  return { show };
}
