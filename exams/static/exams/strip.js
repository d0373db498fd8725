// What is always in view: the strip of figures, the banner below it, and notices to read.
import { button, clockTime, fill, find, make, put, root, say, total, words } from "./words.js";

const part = (name) => find(`[data-strip="${name}"]`);
const LATE = 5 * 60 * 1000; // the timer changes colour below five minutes, not before
const TARDY = 600; // ms an answer may wait for its receipt before the strip counts it
const SLOW = 3000; // and before the banner does

// One line: saved, flagged, unanswered, time left, connection. "Saved" is what a receipt said.
export class Strip {
  figures({ saved, flagged, unanswered }) {
    put(part("saved"), `${saved}/${total}`);
    put(part("flagged"), String(flagged));
    put(part("unanswered"), String(unanswered));
  }

  time(countdown) {
    const left = countdown.left();
    if (left === null) return;
    put(part("time"), countdown.text());
    part("estimate").hidden = !countdown.estimated;
    find(".strip-time").classList.toggle("late", left < LATE);
    find(".strip-time").classList.toggle("still", countdown.paused !== null);
    const due = countdown.due();
    if (due !== null) say(fill(words.left, { n: due }));
  }

  // `state`: ok, saving, off, busy, entering or stopped; and how many answers have waited too long for
  // their receipt.
  link(state, unsent) {
    const chip = part("link");
    if (chip.dataset.state !== state) chip.dataset.state = state;
    const word = { ok: words.linkOk, saving: words.linkSaving, off: words.linkOff,
      busy: words.linkBusy, entering: words.linkEntering, stopped: words.linkStopped }[state];
    put(part("link-word"), unsent ? fill(words.linkUnsent, { word, n: unsent }) : word);
  }

  banner(text) {
    const box = find("[data-banner]");
    put(box, text);
    box.hidden = !text;
  }
}

// Whether the line is up, and since when an answer has been waiting for its receipt.
export class Line {
  constructor(show) {
    this.show = show;
    this.trouble = navigator.onLine === false ? "off" : "";
    this.waiting = null;
  }

  up() {
    if (this.trouble) { this.trouble = ""; this.show(); }
  }

  // The server answered that it cannot just now, or nothing came at all.
  down(error) {
    const trouble = error?.status ? "busy" : "off";
    if (this.trouble !== trouble) { this.trouble = trouble; this.show(); }
  }

  sending() { this.waiting ??= performance.now(); }

  received(more) { this.waiting = more ? performance.now() : null; }

  waited(ms) { return this.waiting !== null && performance.now() - this.waiting > ms; }
  get tardy() { return this.waited(TARDY); }
  get slow() { return this.waited(SLOW); }
}

// Things said once that must be read: announcements, extra time, answers that were not taken.
// Put away they stay in the list beside the paper.
export class Notices {
  constructor() {
    this.box = find("[data-notices]");
    this.list = find("[data-notice-list]");
    this.shown = new Set();
    this.box.replaceChildren();
    this.list.replaceChildren();
  }

  add({ id, text, at, title, dismissed = false, acts = [], done }) {
    if (id && this.shown.has(id)) return;
    if (id) this.shown.add(id);
    const when = at ? clockTime(at) : clockTime(new Date().toISOString());
    this.list.prepend(make("li", {}, make("span", { className: "notice-when", text: when }),
      make("span", { text: title ? `${title}${words.colon}${text}` : text })));
    const count = this.list.children.length;
    put(find("[data-notice-count]"), String(count));
    find("[data-notices-kept]").hidden = false;
    if (dismissed) return;
    const card = make("div", { className: "exam-notice" },
      make("div", { className: "exam-notice-text" },
        make("p", { className: "exam-notice-head", text: `${title ?? words.notice} · ${when}` }),
        make("p", { text })));
    const away = () => { card.remove(); done?.(); if (!this.box.children.length) find("[data-item]").focus(); };
    const foot = make("div", { className: "exam-notice-acts" },
      ...acts.map(([label, act]) => button(label, () => { act(); away(); }, "btn btn-secondary btn-small")),
      button(words.read, away, "btn btn-quiet btn-small"));
    card.append(foot);
    this.box.append(card);
  }
}

// Beside the paper: the newest receipt.
export function showReceipt(receipt) {
  if (!receipt) return;
  const box = find("[data-receipt]");
  const rows = [
    [words.receiptSequence, String(receipt.sequence)],
    [words.receiptDigest, receipt.digest.slice(0, 16)],
    [words.receiptAnswered, `${receipt.answered}/${receipt.item_count ?? total}`],
    [words.receiptAt, clockTime(receipt.at ?? receipt.ended_at)],
  ];
  box.replaceChildren(...rows.map(([name, value]) =>
    make("div", {}, make("dt", { text: name }), make("dd", { text: value }))));
  root.querySelector("[data-receipt-none]").hidden = true;
}
