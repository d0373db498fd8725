// The exam room: what state it is in, and what is shown of it. The server decides every state;
// this page learns of it from replies and refusals.
//
// Modes: entering · open · paused · ending (hand-in asked for) · timeup (over by this page's
// clock) · closing (over by the server's) · held, lost, tab (somebody else writes) · over · done.
import { Countdown } from "./countdown.js";
import { Covers } from "./covers.js";
import { Ending } from "./ending.js";
import { canon } from "./journal.js";
import { Rest, call, pause } from "./net.js";
import { Paper } from "./paper.js";
import { Pulses } from "./pulses.js";
import { keepRoom, leaveNothing, remember, restore } from "./returning.js";
import { Sender } from "./sender.js";
import { Line, Notices, Strip, showReceipt } from "./strip.js";
import { fill, find, root, say, words } from "./words.js";

const SENDING = new Set(["open", "ending", "timeup", "closing"]);
const LISTENING = new Set(["open", "paused", "ending", "timeup"]);
const STOPPED = new Set(["held", "lost", "tab", "over"]);
const WRITABLE = new Set(["open", "paused"]); // states of the server in which it goes on
const KEPT_AFTER = 4000; // ms without a reply after which the room opens from what was kept
const LAST_MOMENT = 500; // ms before the deadline: what is typed then could not arrive in time

export class Room {
  constructor(journal, { leave }) {
    Object.assign(this, { journal, leave, mode: "entering", lease: null, paper: null });
    this.saved = 0;
    this.sequence = 0;
    this.heard = 0; // the newest number that the server is known to have
    this.kept = false; // opened without the server: nothing is sent before it is heard
    this.strip = new Strip();
    this.notices = new Notices();
    this.covers = new Covers(this);
    this.countdown = new Countdown();
    this.rest = new Rest();
    this.line = new Line(() => this.show());
    this.sender = new Sender(this);
    this.pulses = new Pulses(this);
    this.ending = new Ending(this);
  }

  get flags() { return this.journal.flags; }
  get maySend() {
    const allowed = this.mode === "closing" || this.lease !== null;
    return SENDING.has(this.mode) && allowed && !this.kept && !this.journal.stolen;
  }

  get listens() { return LISTENING.has(this.mode) && !this.kept; }
  unsent(key) { return this.journal.has(key); }

  // -- coming in -----------------------------------------------------------------------------

  async enter() {
    this.ticking = setInterval(() => this.tick(), 250);
    const back = () => restore(this);
    if (this.line.trouble) back();
    const soon = setTimeout(back, KEPT_AFTER);
    const sitting = await this.persist(() =>
      call("POST", root.dataset.startUrl, { client: this.journal.client }), back);
    clearTimeout(soon);
    if (!sitting) return;
    this.countdown.observe(sitting);
    this.strip.time(this.countdown);
    this.lease = sitting.lease ?? null;
    if (this.lease !== null) await this.load();
    else if (this.kept) this.lost();
    else await this.take(false);
  }

  // Try until there is a reply; a refusal for good is shown. `down` is called after each failure.
  async persist(task, down = null) {
    for (let tries = 0; this.mode !== "tab"; tries += 1) {
      try {
        const got = await task();
        this.line.up();
        return got;
      } catch (error) {
        if (!error.again) { this.refused(error); return null; }
        this.line.down(error);
        this.show();
        down?.();
        await this.rest.for(pause(tries));
      }
    }
    return null;
  }

  // Ask for the lease; with `over` from whoever holds it. Returns the refusal to show in the
  // dialog, if it is one about coming in.
  async take(over, code = "") {
    const body = { client: this.journal.client, take_over: over, code };
    try {
      const got = await call("POST", root.dataset.leaseUrl, body);
      this.line.up();
      this.lease = got.lease;
      this.covers.hide();
      await this.load();
      return null;
    } catch (error) {
      if (error.again) this.line.down(error);
      if (error.code === "exams.lease_held") { this.held(error); return over ? error : null; }
      if (over && error.code !== "exams.sitting_closed") return error;
      if (!error.again) this.refused(error);
    }
    if (this.lease !== null || this.mode !== "entering") return null;
    await this.rest.for(pause(1));
    return this.take(false);
  }

  async load() {
    const urls = [root.dataset.responsesUrl, ...(this.paper ? [] : [root.dataset.paperUrl])];
    const got = await this.persist(() => Promise.all(urls.map((url) => call("GET", url))),
      () => restore(this));
    if (!got) return;
    this.kept = false;
    const [held, paper] = got;
    this.countdown.observe(held);
    const put = this.hold(held);
    remember(this, held);
    await this.journal.save();
    const answers = { ...held.answers, ...this.journal.refused, ...this.journal.unsent() };
    if (this.paper) this.paper.merge(answers);
    else this.paper = new Paper(paper, answers, this);
    if (!this.paper.flagButton) this.paper.go(0);
    for (const key of put) this.conflict(key, held.answers[key]);
    showReceipt(this.journal.receipt);
    this.begin(held.state);
    if (paper) keepRoom(this, paper);
  }

  begin(state) {
    this.become(this.journal.ending ? "ending" : "open");
    this.pulses.first();
    if (state !== "paused") this.covers.hide("paused");
    if (state === "paused") this.pause();
    else if (this.mode === "ending") this.ending.conclude();
    else if (this.journal.waiting) this.sender.send();
  }

  // Take over what the server says it holds. A request under another lease is not repeated: its
  // answers get a new number.
  hold(held) {
    this.saved = held.answered;
    this.heard = held.last_sequence;
    const put = this.journal.reconcile(held.answers);
    if (this.journal.flight && this.journal.flight.body.lease !== this.lease) this.journal.reopen();
    this.sequence = Math.max(held.last_sequence, this.journal.flight?.body.sequence ?? 0);
    return put;
  }

  // The number of a request was taken: somebody has written under this very lease.
  async resync() {
    const held = await this.persist(() => call("GET", root.dataset.responsesUrl));
    if (!held) return;
    const put = this.hold(held);
    this.journal.reopen();
    this.sequence = held.last_sequence;
    await this.journal.save();
    this.paper.merge({ ...held.answers, ...this.journal.unsent() });
    for (const key of put) this.conflict(key, held.answers[key]);
    this.notices.add({ text: words.resynced });
    this.show();
    this.sender.plan(0);
  }

  // An answer that was changed in two places: the one saved later stands until the person says
  // otherwise.
  conflict(key, theirs) {
    const mine = this.journal.aside[key];
    const n = this.paper.place(key);
    const use = () => {
      this.paper.merge({ ...this.paper.answers, [key]: mine });
      this.change(key, mine);
    };
    this.notices.add({
      text: fill(canon(theirs) === "null" ? words.conflictCleared : words.conflict, { n }),
      acts: [[words.conflictMine, use]],
      done: () => { delete this.journal.aside[key]; this.journal.save(); },
    });
  }

  // -- answering -----------------------------------------------------------------------------

  change(key, value, typed = false) {
    if (this.mode !== "open") return;
    this.journal.put(key, value);
    this.line.sending();
    this.show();
    this.sender.soon(typed);
  }

  flag(key, on) {
    this.journal.flag(key, on);
    this.show();
  }

  acknowledged(receipt) {
    this.saved = receipt.answered;
    this.heard = Math.max(this.heard, receipt.sequence);
    this.line.up();
    this.pulses.saved();
    this.show();
  }

  // -- what the server says ------------------------------------------------------------------

  observe(reply) {
    const wasPaused = this.mode === "paused";
    const change = this.countdown.observe(reply);
    if (reply.last_sequence >= this.heard) {
      this.saved = reply.answered;
      this.heard = reply.last_sequence;
    }
    remember(this, reply);
    if (change) this.granted(wasPaused ? change.gained - 2000 : change.moved);
    if (reply.state === "voided") this.over({ code: "exams.sitting_voided" });
    else if (!WRITABLE.has(reply.state)) this.ended();
    else if (this.lease !== null && reply.lease_held === false) this.lost();
    else if (reply.state === "paused") this.pause();
    else if (wasPaused) this.resume();
    else if (this.mode === "timeup" && this.countdown.left() > 2 * LAST_MOMENT) this.reopen();
    this.show();
  }

  granted(ms) {
    if (ms < 5000) return;
    const minutes = Math.round(ms / 60000);
    this.notices.add({
      title: words.extraTitle,
      text: minutes ? fill(words.extraMinutes, { n: minutes })
        : fill(words.extraSeconds, { n: Math.round(ms / 1000) }),
    });
  }

  announce(id, text, at) {
    this.notices.add({
      id, text, at, title: words.announcement, dismissed: this.journal.read.has(id),
      done: () => { this.journal.read.add(id); this.journal.save(); },
    });
  }

  pause() {
    if (this.mode !== "paused") this.become("paused");
    this.covers.paused();
  }

  resume() {
    this.reopen();
    this.covers.hide("paused");
    say(words.resumed);
  }

  // Go on, after a pause or because time was given at the last moment.
  reopen() {
    this.become(this.journal.ending ? "ending" : "open");
    if (this.mode === "ending") this.ending.conclude();
    else if (this.journal.waiting) this.sender.plan(0);
  }

  ended() {
    if (this.mode === "done" || this.mode === "closing") return;
    this.become("closing");
    this.covers.hide();
    this.ending.conclude();
  }

  // -- somebody else writes -------------------------------------------------------------------

  held(error) {
    this.lease = null;
    this.journal.stood = null; // Without a line it must not go on as the writer.
    this.journal.save();
    this.become("held");
    this.covers.held(error.problem?.facts?.last_seen_at);
  }

  lost() {
    this.lease = null;
    this.kept = false;
    this.journal.stood = null;
    this.journal.ending = null;
    this.journal.save();
    this.become("lost");
    this.covers.lost();
  }

  // Another tab of this browser has the journal now; `back` takes it from there.
  taken(back) {
    this.stop();
    this.become("tab");
    this.covers.tab(back);
  }

  // -- the end, or a door that stays shut -------------------------------------------------------

  refused(error) {
    this.kept = false;
    if (error.code === "exams.sitting_closed") this.ended();
    else this.over(error);
  }

  over(error) {
    this.stop();
    this.become("over");
    this.covers.over(error);
    leaveNothing(this);
  }

  stop() {
    clearInterval(this.ticking);
    this.sender.stop();
    this.pulses.stop();
  }

  become(mode) {
    if (this.mode === "done") return;
    this.mode = mode;
    this.paper?.freeze(mode !== "open");
    root.dataset.mode = mode;
    this.show();
  }

  // -- each moment ------------------------------------------------------------------------------

  tick() {
    this.strip.time(this.countdown);
    this.showLine();
    const left = this.countdown.left();
    if (this.mode === "open" && left !== null && left <= LAST_MOMENT) {
      find("dialog[data-hand-in]").close();
      this.become("timeup");
      this.ending.conclude();
    }
    // The machine slept, or somebody set its clock: ask how late it is.
    const drift = Date.now() - performance.now();
    if (this.drift !== undefined && Math.abs(drift - this.drift) > 3000) this.wake();
    this.drift = drift;
  }

  wake() {
    this.back();
    if (this.listens) this.pulses.now();
  }

  // The line may be up again: whatever waits for it goes on.
  back() {
    this.rest.wake();
    if (this.mode === "open" && this.journal.waiting) this.sender.send();
  }

  showLine() {
    if (!this.paper) {
      this.strip.link(STOPPED.has(this.mode) ? "stopped" : this.line.trouble || "entering", 0);
      this.strip.banner(this.line.trouble ? words.offlineEntering : "");
      return;
    }
    const unsent = this.journal.count;
    const late = STOPPED.has(this.mode) || this.line.trouble || this.line.tardy;
    this.strip.link(this.state(unsent), late ? unsent : 0);
    this.strip.banner(this.text(unsent));
  }

  state(unsent) {
    if (STOPPED.has(this.mode)) return "stopped";
    return this.line.trouble || (unsent ? "saving" : "ok");
  }

  show() {
    this.showLine();
    if (!this.paper) return;
    this.strip.figures({
      saved: this.saved, flagged: this.flags.size, unanswered: this.paper.unanswered().length,
    });
    find('[data-do="cancel-hand-in"]').hidden = !this.ending.mayCancel;
    find('[data-do="ask-hand-in"]').disabled = this.mode !== "open";
    this.paper.grid();
    if (this.mode === "paused") this.covers.paused();
  }

  text(n) {
    const { trouble } = this.line;
    const either = (some, none) => (n ? fill(some, { n }) : none);
    switch (this.mode) {
      case "ending":
        return trouble ? either(words.handInWait, words.handInWaitNone) : words.handingIn;
      case "timeup":
      case "closing":
        return trouble ? either(words.timeUpOffline, words.timeUpOfflineNone) : words.timeUp;
      case "open":
      case "paused":
        if (trouble === "off") return either(words.offline, words.offlineNone);
        if (trouble === "busy") return either(words.busy, "");
        return n && this.line.slow && this.mode === "open" ? fill(words.slow, { n }) : "";
      default:
        return trouble && this.mode !== "tab" ? words.noReply : "";
    }
  }
}

