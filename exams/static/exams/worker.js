// Brings the exam room back when its page is loaded again without a line, also in a browser that
// was started anew. It is served from the folder of the sittings' pages, and sees nothing else.
//
// A sitting's page is asked of the server first; what was kept of exactly this sitting is shown
// only where no usable reply comes. Styles and scripts are kept by the page itself (keeping.js).
// Whatever writes, and the whole API, passes by.
"use strict";

const WITHIN = 4000; // ms a page may take to come before the kept one is shown
const KEEP = 2 * 24 * 3600 * 1000; // ms; as in keeping.js
const PREFIX = "exam-";
const STAMP = "/exam-kept-at"; // not an address of the site: when a cache was last added to
const PARTS = new Set(["script", "style", "image", "font"]);
const SHUT = new Set([401, 403, 404, 410]);

const scope = new URL(self.registration.scope).pathname;
const returned = new Set(); // pages that were shown from what was kept

function sittingOf(request) {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith(scope)) return null;
  return /^([0-9a-f-]{36})\/$/.exec(pathname.slice(scope.length))?.[1] ?? null;
}

// Looked up without opening: opening would bring back a cache that the page has just let go of.
async function fresh(name) {
  const stamp = await caches.match(STAMP, { cacheName: name });
  return stamp !== undefined && Date.now() - Number(await stamp.text()) < KEEP;
}

async function prune() {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && !(await fresh(name))) await caches.delete(name);
}

// The server's word about a sitting's page: keep it, or let go of what was kept. A redirect says
// that there is nothing to sit any more, or nobody signed in.
async function heard(sitting, reply) {
  const name = PREFIX + sitting;
  if (reply.type === "opaqueredirect" || SHUT.has(reply.status)) await caches.delete(name);
  if (!reply.ok || !(reply.headers.get("Content-Type") ?? "").includes("html")) return;
  const cache = await caches.open(name);
  await cache.put(STAMP, new Response(String(Date.now())));
  await cache.put(`${scope}${sitting}/`, reply);
}

async function kept(sitting) {
  const name = PREFIX + sitting;
  if (!(await fresh(name))) return undefined;
  return caches.match(`${scope}${sitting}/`, { cacheName: name, ignoreVary: true });
}

async function page(event, sitting) {
  const asked = fetch(event.request);
  event.waitUntil(asked.then((reply) => heard(sitting, reply.clone())).catch(() => {}));
  const late = new Promise((done) => { setTimeout(done, WITHIN, null); });
  const reply = await Promise.race([asked.catch(() => null), late]);
  if (reply && reply.status < 500) return reply;
  const copy = await kept(sitting);
  if (!copy) return reply ?? asked;
  returned.add(event.resultingClientId);
  return copy;
}

// A kept page gets the parts that were kept with it, so that both are of one version.
async function part(event) {
  const copy = () => caches.match(event.request, { ignoreVary: true });
  if (returned.has(event.clientId)) return (await copy()) ?? fetch(event.request);
  try {
    const reply = await fetch(event.request);
    return reply.status < 500 ? reply : (await copy()) ?? reply;
  } catch (error) {
    const found = await copy();
    if (found) return found;
    throw error;
  }
}

// Requests to the API need not wake this worker, where a browser can be told so.
async function passApi(event) {
  try {
    await event.addRoutes({ condition: { urlPattern: "/api/*" }, source: "network" });
  } catch {
    // They wake it, and pass all the same.
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(passApi(event));
});
self.addEventListener("activate", (event) => event.waitUntil(prune()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") {
    const sitting = sittingOf(request);
    if (sitting) event.respondWith(page(event, sitting));
  } else if (PARTS.has(request.destination)) event.respondWith(part(event));
});
