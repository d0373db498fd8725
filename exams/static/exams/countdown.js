// How long there is left, by the server's clock. Time runs by this machine's monotonic clock,
// corrected by each reply, so that setting the calendar clock changes nothing.
const ANNOUNCED = [30, 10, 5, 1]; // minutes left that are said aloud
const COARSE = 2000; // ms; what a reply that took longer says about the time is worth little

export class Countdown {
  constructor() {
    this.deadline = null;
    this.paused = null;
    this.offset = null;
    this.estimated = false;
    this.said = new Set();
  }

  // From a reply: `deadline_at`, `paused_at`, `server_at`. Returns what has changed, in ms of
  // deadline moved, null for the first time.
  observe({ deadline_at: deadline, paused_at: paused, server_at: now, span: [sent, got] }) {
    const offset = Date.parse(now) - (sent + got) / 2;
    if (this.offset === null || this.estimated || got - sent < COARSE
      || Math.abs(offset - this.offset) > (got - sent) / 2) this.offset = offset;
    this.estimated = false;
    const before = this.deadline;
    const left = before === null ? null : this.left();
    this.paused = paused ? Date.parse(paused) : null;
    if (!deadline) return null;
    this.deadline = Date.parse(deadline);
    if (before === null || left === null) return null;
    for (const mark of this.said) if (this.left() > mark * 60000) this.said.delete(mark);
    return { moved: this.deadline - before, gained: this.left() - left };
  }

  // After a reload without a line: by this machine's calendar clock, of which is known by how much
  // the server's was ahead (`skew`, ms); never earlier than what the server last said.
  restore({ deadline_at: deadline, paused_at: paused, server_at: heard, skew }) {
    this.offset = Math.max(Date.now() + skew, Date.parse(heard)) - performance.now();
    this.deadline = deadline ? Date.parse(deadline) : null;
    this.paused = paused ? Date.parse(paused) : null;
    this.estimated = true;
  }

  // The server's time, in ms since 1970; NaN before the first reply.
  now() { return this.offset === null ? NaN : performance.now() + this.offset; }

  // Milliseconds left; during a pause those that were left when it began.
  left() {
    if (this.deadline === null) return null;
    return this.deadline - (this.paused ?? this.now());
  }

  // The number of minutes to say aloud now, or null. Each is said once, and only near its time:
  // a page opened with 20 minutes left does not begin by saying 30.
  due() {
    const left = Math.ceil(this.left() / 1000);
    let due = null;
    for (const mark of ANNOUNCED) {
      if (left > mark * 60 || this.said.has(mark)) continue;
      this.said.add(mark);
      if (left > mark * 60 - 20) due = mark;
    }
    return due;
  }

  text() {
    const left = Math.max(0, Math.ceil(this.left() / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor(left / 60) % 60;
    return hours
      ? `${hours}:${two(minutes)}:${two(left % 60)}`
      : `${minutes}:${two(left % 60)}`;
  }
}
