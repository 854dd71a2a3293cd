// A photo as it leaves the phone: at most 1600 pixels, at most 300 KB, upright, and nothing but the picture: no place, no device, no time.
// (Where the county allows it and the person says so, the place goes beside it: js/place.js.)
import { sha256 } from "./hash.js";
import { uuid } from "./basics.js";

export const MOST = 9;
const EDGE = 1600;
const BYTES = 300e3;

export class NotAPicture extends Error {}

// The element turns the picture upright by its own notes; what is drawn from it carries none of them.
async function load(file) {
  const address = URL.createObjectURL(file), image = new Image();
  try {
    image.src = address;
    await (image.decode ? image.decode() : new Promise((done, fail) => { image.onload = done; image.onerror = fail; }));
    if (!image.naturalWidth) throw new NotAPicture();
    return image;
  } catch { throw new NotAPicture(); } finally { setTimeout(() => URL.revokeObjectURL(address), 0); }
}
function drawn(image, edge) {
  const share = Math.min(1, edge / Math.max(image.naturalWidth, image.naturalHeight)), canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * share));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * share));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
const coded = (canvas, quality) => new Promise((done, fail) => {
  canvas.toBlob((blob) => (blob ? done(blob) : fail(new NotAPicture())), "image/jpeg", quality);
});

// Less quality first, then fewer pixels, until it is small enough.
export async function reduce(file) {
  const image = await load(file);
  let best = null;
  for (let edge = EDGE; edge >= 400; edge = Math.round(edge * 0.75)) {
    const canvas = drawn(image, edge);
    for (let quality = 0.82; quality > 0.45; quality -= 0.12) {
      best = await coded(canvas, quality);
      if (best.size <= BYTES) return best;
    }
  }
  return best;
}
export async function photoOf(file, item) {
  const blob = await reduce(file), bytes = await new Response(blob).arrayBuffer();
  return { uuid: uuid(), item, bytes, sha256: await sha256(bytes), name: file.name || "", at: Date.now(), state: "waiting", said: "" };
}
export const blobOf = (photo) => new Blob([photo.bytes], { type: "image/jpeg" });
