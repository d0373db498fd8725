// Sends what the journal holds, one request at a time, and lets go of it only when a receipt
// for exactly that request has come. An unanswered request is sent again under its old number
// and with its old body, so the server can tell whether it has it already.
import { Unreachable, call, pause } from "./net.js";
import { showReceipt } from "./strip.js";
import { fill, root, words } from "./words.js";

const CHOSEN_AFTER = 150; // ms of quiet before a choice is sent
const TYPED_AFTER = 700; // and before typed text is
const AT_MOST = 4000; // ms that steady typing can put a send off
const LAST_CALL = 5000; // ms before the deadline from which on nothing is put off

function claims(token) {
  const [, middle] = token.split(".");
  const bytes = Uint8Array.from(
    atob(middle.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

const bare = (id) => String(id).replace(/-/g, "");

// Whether a reply is the receipt of this very request: its number, as many answers, and in the
// signed part the same number, digest and sitting.
export function matches(receipt, body) {
  if (receipt.sequence !== body.sequence) return false;
  if (receipt.saved !== Object.keys(body.answers).length) return false;
  try {
    const signed = claims(receipt.receipt);
    return signed.kind === "save" && signed.sequence === body.sequence
      && signed.digest === receipt.digest && signed.answered === receipt.answered
      && bare(signed.sitting) === bare(root.dataset.sitting);
  } catch {
    return false;
  }
}

export class Sender {
  constructor(room) {
    this.room = room;
    this.tries = 0;
    this.current = null;
    this.timer = null;
    this.since = null;
    this.singly = false;
  }

  soon(typed) {
    const now = performance.now();
    this.since ??= now;
    const left = this.room.countdown.left();
    const after = left < LAST_CALL ? 0 : typed ? TYPED_AFTER : CHOSEN_AFTER;
    this.plan(Math.min(after, Math.max(0, this.since + AT_MOST - now)));
  }

  plan(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), ms);
  }

  stop() { clearTimeout(this.timer); }

  // Kept with true where the request has been settled, one way or the other.
  send() {
    this.current ??= this.once().finally(() => { this.current = null; });
    return this.current;
  }

  async once() {
    const { room } = this;
    const { journal } = room;
    clearTimeout(this.timer);
    if (!journal.waiting) return true;
    if (!room.maySend) return false;
    this.since = null;
    const body = journal.batch(room.sequence + 1, room.lease ?? 0, this.singly ? 1 : undefined);
    room.sequence = Math.max(room.sequence, body.sequence);
    await journal.save(); // On the disk before it is on the line.
    if (!room.maySend) return false;
    room.line.sending();
    room.show();
    try {
      const receipt = await call("PUT", root.dataset.responsesUrl, body);
      if (!matches(receipt, body))
        throw Object.assign(new Unreachable("not the receipt of this request"), { status: 200 });
      await this.received(receipt, body);
      return true;
    } catch (error) {
      return this.failed(error, body);
    }
  }

  async received(receipt, body) {
    const { room } = this;
    this.tries = 0;
    await room.journal.acknowledge(body, receipt);
    room.line.received(room.journal.waiting);
    if (!room.journal.waiting) this.singly = false;
    room.acknowledged(receipt);
    showReceipt(receipt);
    if (room.journal.waiting && room.mode === "open") this.plan(CHOSEN_AFTER);
  }

  async failed(error, body) {
    const { room } = this;
    if (!error.again) {
      room.line.up();
      return this.refused(error, body);
    }
    room.line.down(error);
    room.show();
    if (room.mode === "open") this.plan(pause(this.tries));
    this.tries += 1;
    return false;
  }

  async refused(error, body) {
    const { room } = this;
    switch (error.code) {
      case "exams.lease_lost":
        if (room.mode !== "closing") { room.lost(); return false; }
        await room.journal.tooLate(body);
        return true;
      case "exams.sitting_paused": room.pulses.now(); return false;
      case "exams.sitting_closed":
        // Not counted, but kept by the server: the invigilator decides.
        await room.journal.tooLate(body);
        room.ended();
        return true;
      case "exams.seq_conflict":
      case "exams.seq_stale": await room.resync(); return false;
      default:
    }
    if (error.status !== 422 && error.status !== 413) { room.refused(error); return false; }
    await this.unfit(error, body);
    return true;
  }

  // One answer that does not fit must not hold up the others: they go one by one.
  async unfit(error, body) {
    const { journal, paper, notices } = this.room;
    const keys = Object.keys(body.answers);
    if (keys.length > 1) {
      journal.reopen();
      this.singly = true;
      await journal.save();
    } else {
      await journal.refuse(body);
      notices.add({
        text: fill(words.rejected, { n: paper.place(keys[0]), why: error.problem.title }),
      });
    }
    this.room.show();
    if (journal.waiting) this.plan(0);
  }
}
