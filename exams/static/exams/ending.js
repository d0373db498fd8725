// The end: handing in, time running out, and being told that it is over; with the line up or
// down. One loop sends what is left, and then asks for the final receipt.
import { call, pause } from "./net.js";
import { showDone } from "./done.js";
import { leaveNothing } from "./returning.js";
import { find, fill, root, total, words } from "./words.js";

const MODES = new Set(["ending", "timeup", "closing"]);
const AFTER = 300; // ms past the deadline before the server is asked whether it is over

export class Ending {
  constructor(room) {
    this.room = room;
    this.running = false;
    // Whether a hand-in may have reached the server: it cannot be called off then.
    this.asked = false;
  }

  // Ask first, with the unanswered items to jump to.
  ask() {
    const { paper, saved } = this.room;
    const missing = paper.unanswered();
    const facts = { n: missing.length, total, saved };
    const dialog = find("dialog[data-hand-in]");
    find("[data-hand-in-summary]").textContent =
      fill(missing.length ? words.summaryMissing : words.summaryAll, facts);
    find("[data-hand-in-list]").replaceChildren(
      ...missing.map((index) => paper.jump(index, () => dialog.close())));
    find('[data-do="hand-in"]').textContent =
      fill(missing.length ? words.handInMissing : words.handInAll, facts);
    dialog.showModal();
  }

  async handIn() {
    const { room } = this;
    if (room.mode !== "open") return;
    find("dialog[data-hand-in]").close();
    room.journal.ending = { asked: false };
    room.become("ending");
    await room.journal.save(); // It is on the disk before it is promised.
    this.conclude();
  }

  async cancel() {
    const { room } = this;
    if (room.mode !== "ending" || this.asked) return;
    room.journal.ending = null;
    room.become("open");
    await room.journal.save();
    room.sender.plan(0);
  }

  get mayCancel() { return this.room.mode === "ending" && !this.asked && this.room.line.trouble; }

  async conclude() {
    if (this.running) { this.room.rest.wake(); return; }
    this.running = true;
    this.asked ||= this.room.journal.ending?.asked ?? false;
    for (let tries = 0; MODES.has(this.room.mode);) {
      const went = await this.step();
      tries = went ? 0 : tries + 1;
      this.room.show();
      if (!went && MODES.has(this.room.mode)) await this.room.rest.for(pause(tries - 1));
    }
    this.running = false;
  }

  // Kept with true where it can go on at once.
  async step() {
    const { room } = this;
    if (room.kept) return false;
    if (room.journal.waiting) return room.sender.send();
    if (room.mode !== "timeup") return this.finish();
    // By this page's clock it is over. The server may have given more time meanwhile.
    const left = room.countdown.left();
    if (left > -AFTER) {
      await room.rest.for(left + AFTER);
      return true;
    }
    const replied = await room.pulses.now();
    return replied && room.mode !== "timeup";
  }

  async finish() {
    const { room } = this;
    try {
      this.asked = true;
      if (room.journal.ending) {
        room.journal.ending = { asked: true };
        await room.journal.save();
      }
      const end = await call("POST", root.dataset.handInUrl, { lease: room.lease ?? 0 });
      await this.done(end);
      return true;
    } catch (error) {
      if (error.again) {
        room.line.down(error);
        return false;
      }
      if (error.code === "exams.lease_lost") room.lost();
      else if (error.code === "exams.sitting_paused") room.pulses.now();
      else room.refused(error);
      return false;
    }
  }

  async done(end) {
    const { room } = this;
    const late = Object.keys(room.journal.late).length;
    room.become("done");
    room.stop();
    showDone(end, late);
    room.journal.ending = null;
    leaveNothing(room);
    await room.journal.save();
    await room.journal.finish();
  }
}
