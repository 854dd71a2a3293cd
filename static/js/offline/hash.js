// SHA-256 as 64 hexadecimal digits. Browsers offer it only on secure addresses; in a county's own network the few lines below do it.
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function sha256(bytes) {
  if (window.crypto && crypto.subtle) {
    try { return hex(await crypto.subtle.digest("SHA-256", bytes)); } catch { /* refused here: by hand */ }
  }
  return byHand(new Uint8Array(bytes));
}

// The constants are the first 32 bits of the fractions of square and cube roots of the first primes (FIPS 180-4).
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (root) => Math.floor((root - Math.floor(root)) * 4294967296) | 0;
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const ROUNDS = primes.map((p) => fraction(Math.cbrt(p)));
const turn = (word, n) => (word >>> n) | (word << (32 - n));

export function byHand(bytes) {
  const length = bytes.length, padded = new Uint8Array(((length + 72) >> 6) << 6), view = new DataView(padded.buffer);
  padded.set(bytes);
  padded[length] = 128;
  view.setUint32(padded.length - 8, Math.floor(length / 536870912));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = START.slice(), w = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let n = 0; n < 16; n += 1) w[n] = view.getInt32(block + n * 4);
    for (let n = 16; n < 64; n += 1) {
      const low = turn(w[n - 15], 7) ^ turn(w[n - 15], 18) ^ (w[n - 15] >>> 3), high = turn(w[n - 2], 17) ^ turn(w[n - 2], 19) ^ (w[n - 2] >>> 10);
      w[n] = (w[n - 16] + low + w[n - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < 64; n += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[n] + w[n]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, n) => { state[n] = (state[n] + value) | 0; });
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

// The number of one part of a thing, the same wherever and however often it is made: visits/rules.py says the same of a plain form.
export async function partOf(whole, name) {
  const hash = await sha256(new TextEncoder().encode(`${whole}:${name}`));
  const id = `${hash.slice(0, 12)}5${hash.slice(13, 16)}${(8 + (parseInt(hash[16], 16) & 3)).toString(16)}${hash.slice(17, 32)}`;
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
