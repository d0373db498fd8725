// Requests with the sitting's ticket. No cookie goes with them.
import { lockdownHeaders } from "./lockdown.js";
import { root } from "./words.js";

const TIMEOUT = 12000;
const RETRY = [1000, 2000, 4000, 8000, 15000];

// A refusal the server gave, as problem+json. `again` says that trying later may help.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.code ?? String(status));
    this.status = status;
    this.problem = problem;
    this.code = problem.code ?? "";
    this.again = status >= 500 || status === 408 || status === 429;
  }
}

// No usable reply: the line is down, the server too slow, or something between answered for it.
export class Unreachable extends Error {
  again = true;
}

// Between tries; spread, so that a hall whose line comes back does not call all at once.
export const pause = (tries) =>
  RETRY[Math.min(tries, RETRY.length - 1)] * (0.7 + Math.random() * 0.6);

// Rests that can be cut short, all of them, when the line comes back.
export class Rest {
  resting = new Set();

  wake() { for (const rise of [...this.resting]) rise(); }

  for(ms) {
    return new Promise((done) => {
      const rise = () => { clearTimeout(timer); this.resting.delete(rise); done(); };
      const timer = setTimeout(rise, ms);
      this.resting.add(rise);
    });
  }
}

// One request. The reply also tells when, by this page's monotonic clock, it was under way.
export async function call(method, url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  const sent = performance.now();
  try {
    const reply = await fetch(url, {
      method,
      signal: stop.signal,
      credentials: "omit",
      cache: "no-store",
      headers: {
        Authorization: `Sitting ${root.dataset.ticket}`,
        "Accept-Language": document.documentElement.lang,
        ...lockdownHeaders(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const type = reply.headers.get("Content-Type") ?? "";
    // A hotspot's sign-in page answers 200 with HTML; that is nobody's receipt.
    if (!type.includes("json")) throw new Unreachable(`${reply.status} ${type}`);
    const json = await reply.json();
    if (!reply.ok) throw new Refused(reply.status, json);
    return Object.defineProperty(json, "span", { value: [sent, performance.now()] });
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable(String(error));
  } finally {
    clearTimeout(timer);
  }
}
