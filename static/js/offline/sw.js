// The service worker. An extra: everything works without it while the page is open. It keeps the shell (style, scripts, type) and the last
// /todo/ and /outbox/ of the person who is signed in, for three days; it gives them only while there is no network, and to nobody else.
// VERSION and SHELL stand above this line: the server writes them (dashboards/views/worker.py).
const PAGES = ["/todo/", "/outbox/"];
const KEPT = 3 * 864e5, PATIENCE = 6000;
const shell = `shell-${VERSION}`;
const pageOf = (account) => `page-${account}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== shell).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

// Whoever signs in or out: no page of anybody is kept.
const forget = () => caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("page-")).map((name) => caches.delete(name))));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && ["/sign-in/", "/sign-out/", "/activate/"].includes(url.pathname)) { event.waitUntil(forget()); return; }
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && PAGES.includes(url.pathname)) { event.respondWith(page(request, url.pathname)); return; }
  if (SHELL.includes(url.pathname)) event.respondWith(caches.match(request, { cacheName: shell }).then((found) => found || fetch(request)));
});

async function page(request, path) {
  const kept = await held(path);
  try {
    const answer = await Promise.race([fetch(request), ...(kept ? [late()] : [])]);
    await keep(answer, path);
    return answer;
  } catch (trouble) {
    if (kept) return kept;
    throw trouble;
  }
}
const late = () => new Promise((_, refuse) => { setTimeout(() => refuse(new Error("no answer")), PATIENCE); });

// Only a page that says whose it is, straight from the server, is kept; with it the pages of everybody else go.
async function keep(answer, path) {
  const account = answer.headers.get("X-Account");
  if (!answer.ok || answer.redirected || !account) return;
  const copy = answer.clone(), names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("page-") && name !== pageOf(account)).map((name) => caches.delete(name)));
  const cache = await caches.open(pageOf(account));
  await cache.put(path, copy);
}
async function held(path) {
  const name = (await caches.keys()).find((one) => one.startsWith("page-"));
  if (!name) return null;
  const found = await (await caches.open(name)).match(path);
  if (!found || Date.now() - Date.parse(found.headers.get("Date") || 0) > KEPT) return null;
  return found;
}
