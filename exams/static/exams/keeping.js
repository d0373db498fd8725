// What a page keeps in this browser so that worker.js can bring the exam room back without a
// line: one cache for each sitting, with its page, its styles and scripts, and the paper. Only
// secure contexts have a worker; elsewhere, and wherever something fails, all goes on without.
const PREFIX = "exam-";
const STAMP = "/exam-kept-at"; // not an address of the site: when a cache was last added to
const PAPER = "/exam-kept-paper";
const KEEP = 2 * 24 * 3600 * 1000; // ms
const SPREAD = 2000; // ms; a hall that starts at once does not ask for its pages again at once

const able = () => isSecureContext && "serviceWorker" in navigator && "caches" in window;

let over = false;
let work = Promise.resolve();

export async function register(url) {
  if (!able()) return;
  try {
    const scope = new URL(".", new URL(url, location.href)).href;
    const found = await navigator.serviceWorker.getRegistration(scope);
    if (found?.scope !== scope) await navigator.serviceWorker.register(url);
  } catch {
    // Forbidden in this browser, or the line is down.
  }
}

// The styles, scripts and pictures that this page was really loaded with.
function parts() {
  const named = [...document.querySelectorAll("link[rel~=stylesheet], link[rel~=icon], script[src]")]
    .map((node) => node.href || node.src);
  const loaded = performance.getEntriesByType("resource")
    .filter((each) => !["fetch", "xmlhttprequest", "beacon"].includes(each.initiatorType))
    .map((each) => each.name);
  const ours = [...named, ...loaded].filter((url) => url.startsWith(`${location.origin}/`));
  return [...new Set(ours.map((url) => url.split("#")[0]))];
}

const here = () => location.pathname;

// The page itself, where the worker has not seen it come.
async function keepPage(cache) {
  if (await cache.match(here(), { ignoreVary: true })) return;
  await new Promise((done) => { setTimeout(done, SPREAD * Math.random()); });
  if (over) return;
  const reply = await fetch(here(), { cache: "no-store" });
  if (!reply.ok || reply.redirected) throw new Error("not this page");
  await cache.put(here(), reply);
}

async function keepAll(sitting, paper) {
  const cache = await caches.open(PREFIX + sitting);
  await cache.put(STAMP, new Response(String(Date.now())));
  await cache.put(PAPER, new Response(JSON.stringify(paper)));
  await Promise.all(parts().map((url) => cache.add(url)));
  await keepPage(cache);
}

// Kept with true where all of it lies here now.
export function keep(sitting, paper) {
  if (!able()) return Promise.resolve(false);
  const kept = work.then(() => !over && keepAll(sitting, paper).then(() => !over));
  work = kept.catch(() => false);
  return work;
}

export async function keptPaper(sitting) {
  try {
    const reply = await caches.match(PAPER, { cacheName: PREFIX + sitting });
    return reply ? await reply.json() : null;
  } catch {
    return null;
  }
}

// The sitting is over, for this page at least.
export async function forget(sitting) {
  over = true;
  await work;
  try { await caches.delete(PREFIX + sitting); } catch { /* None there. */ }
}

// Lets go of what is old and, where it is told which sittings go on, of all others.
export async function tidy(live = null) {
  if (!able()) return;
  try {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    for (const name of names) {
      // Not by opening it: the worker tidies too, and opening would bring back what it let go of.
      const stamp = await caches.match(STAMP, { cacheName: name });
      const old = !stamp || !(Date.now() - Number(await stamp.text()) < KEEP);
      const ended = live !== null && !live.includes(name.slice(PREFIX.length));
      if (old || ended) await caches.delete(name);
    }
  } catch {
    // Next time.
  }
}
