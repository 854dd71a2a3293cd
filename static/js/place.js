// Where a photo was taken, only in a county that allows it and only if the person says so, once, in plain words. Loaded by nobody else: without
// the county's switch this file is never asked for. The place comes out of the photo, or, for one that was shot just now, from the phone.
const JUST_NOW = 2 * 60e3, LONGEST = 10e3, HEAD = 256 * 1024;
const round = (value) => Math.round(value * 1e5) / 1e5;

// --- out of the photo: EXIF (JPEG), the directory of the place --------------------------------------------------------
export async function inPhoto(file) {
  try { return gps(new DataView(await file.slice(0, HEAD).arrayBuffer())); } catch { return null; }
}
function gps(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda) {
    const isExif = view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return place(view, at + 10);
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
function place(view, base) {
  const little = view.getUint16(base) === 0x4949;
  const short = (at) => view.getUint16(base + at, little), long = (at) => view.getUint32(base + at, little);
  const entry = (folder, tag) => {
    for (let n = 0; n < short(folder); n += 1) if (short(folder + 2 + 12 * n) === tag) return folder + 2 + 12 * n;
    return 0;
  };
  const folder = entry(long(4), 0x8825) && long(entry(long(4), 0x8825) + 8);
  if (!folder) return null;
  const part = (at) => long(at) / long(at + 4);
  const degrees = (tag) => { const at = long(entry(folder, tag) + 8); return part(at) + part(at + 8) / 60 + part(at + 16) / 3600; };
  const letter = (tag) => String.fromCharCode(view.getUint8(base + entry(folder, tag) + 8));
  if (!entry(folder, 2) || !entry(folder, 4)) return null;
  const lat = degrees(2) * (letter(1) === "S" ? -1 : 1), lon = degrees(4) * (letter(3) === "W" ? -1 : 1), error = entry(folder, 31);
  if (!Number.isFinite(lat) || !Number.isFinite(lon) || (!lat && !lon)) return null;
  return { lat: round(lat), lon: round(lon), accuracy: error ? Math.round(part(long(error + 8))) : null, from: "photo" };
}

// --- from the phone --------------------------------------------------------------------------------------------------
const ofPhone = () => new Promise((done) => {
  if (!navigator.geolocation || !window.isSecureContext) { done(null); return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({ lat: round(coords.latitude), lon: round(coords.longitude), accuracy: Math.round(coords.accuracy), from: "phone" }),
    () => done(null), { enableHighAccuracy: true, timeout: LONGEST, maximumAge: 60e3 },
  );
});

// --- asked once on this phone; the answer can be changed beside the photos ------------------------------------------------
// `ask` is the box that the server drew, `store` keeps notes and photos, `drawn` is called when something about a photo has changed.
export function placing(ask, { store, number, drawn }) {
  const question = ask.querySelector("[data-place-question]"), line = ask.querySelector("[data-place-line]");
  let held = [];
  const said = async () => ((await store.note("place")) || {}).answer;
  async function show() {
    const answer = await said(), photos = await store.photosOf(number());
    question.hidden = Boolean(answer) || !photos.length;
    line.hidden = !answer || !photos.length;
    line.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== answer; });
    ask.hidden = question.hidden && line.hidden;
  }
  async function keep(one) {
    const found = one.inPhoto || (one.isNew ? await ofPhone() : null);
    if (found && (await said()) === "yes") await store.changePhoto(one.uuid, { place: found });
  }
  async function answered(answer) {
    await store.keepNote("place", { answer, at: Date.now() });
    if (answer === "yes") await Promise.all(held.map(keep));
    else await store.changePhotos({ place: null }); // of everything that has not gone yet, not of this form alone
    held = [];
    await show();
    await drawn();
  }
  ask.querySelectorAll("[data-place]").forEach((button) => button.addEventListener("click", () => answered(button.dataset.place)));
  return {
    show,
    // The photo is kept already and waits for none of this: asking the phone may take long, or forever where it asks its owner.
    async taken(file, photo) {
      const answer = await said(), one = { uuid: photo.uuid, inPhoto: await inPhoto(file), isNew: Date.now() - file.lastModified < JUST_NOW };
      if (answer === "yes") await keep(one);
      else if (!answer) held.push(one);
      await show();
      if (answer === "yes") await drawn();
      if (!answer) question.scrollIntoView({ block: "center" });
    },
  };
}
