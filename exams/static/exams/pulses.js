// Every 20 seconds without a save the page asks how things stand: time given, a pause, words
// from the invigilator, whether it still holds the lease, whether it is over.
import { Unreachable, call } from "./net.js";
import { root } from "./words.js";

const FIRST = 3000; // ms; a hall that starts at once does not ask at once
const USUAL = 20000;
const PAUSED = 5000;
const DOWN = 5000;
const AT_MOST = 45000; // also between saves: who answers quickly must hear announcements too

export class Pulses {
  constructor(room) {
    this.room = room;
    this.seen = null;
    this.current = null;
    this.last = performance.now();
    this.timer = null;
  }

  first() { this.after(FIRST * Math.random()); }

  plan() {
    const { room } = this;
    const usual = room.mode === "paused" ? PAUSED : room.line.trouble ? DOWN : USUAL;
    this.after(usual * (0.8 + Math.random() * 0.4));
  }

  after(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), ms);
  }

  stop() { clearTimeout(this.timer); }

  // A save was acknowledged: that was contact enough, for a while.
  saved() {
    if (performance.now() - this.last > AT_MOST) this.now();
    else this.plan();
  }

  // Kept with true where the server replied.
  now() {
    this.current ??= this.beat().finally(() => { this.current = null; });
    return this.current;
  }

  async beat() {
    const { room } = this;
    clearTimeout(this.timer);
    if (!room.listens) return false;
    try {
      const reply = await call("POST", root.dataset.pulseUrl, { lease: room.lease, seen: this.seen });
      this.last = performance.now();
      this.hear(reply.announcements ?? []);
      const was = room.line.trouble;
      room.line.up();
      room.observe(reply);
      if (was) room.back();
      return true;
    } catch (error) {
      if (!(error instanceof Unreachable) && !error.again) room.refused(error);
      else room.line.down(error);
      room.show();
      return false;
    } finally {
      if (room.listens) this.plan();
    }
  }

  hear(announcements) {
    for (const { id, text, at } of announcements) {
      this.room.announce(id, text, at);
      if (this.seen === null || Date.parse(at) > Date.parse(this.seen)) this.seen = at;
    }
  }
}
