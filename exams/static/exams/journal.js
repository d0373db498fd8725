// What the server has not acknowledged yet, written down in this browser before it is sent.
//
// `dirty` holds changed answers by item key. `flight` is the request under way: it keeps its
// number and its body until a receipt or a refusal comes, through reloads and crashes, so that
// it can be repeated word for word. `base` is what the server was known to hold when an answer
// was changed: only by it can a page that takes over again tell its own newer answer from an
// older one that another device has meanwhile written over. `known` and `stood` are the answers
// and the state that the server last told or acknowledged, for a reload without a line.
import { Stolen, dropSpare, openStore, spareRecord } from "./store.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// One text for each answer, as the server would normalise it.
export function canon(value) {
  if (Array.isArray(value)) {
    const parts = value.map((each) => (typeof each === "string" ? each.trim() : each));
    return parts.some((each) => each !== "") ? JSON.stringify(parts) : "null";
  }
  if (typeof value === "string") return value.trim() ? JSON.stringify(value.trim()) : "null";
  return JSON.stringify(value ?? null);
}

// crypto.randomUUID exists only in secure contexts; an intranet may have none.
function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Journal {
  // `told(what)`: "stolen" where another tab has taken the journal, else the kind of store that
  // had to be fallen back to.
  static async open(sitting, told) {
    const journal = new Journal();
    Object.assign(journal, { sitting, told, owner: randomName(), failed: [] });
    await journal.moveIn();
    return journal;
  }

  async moveIn() {
    this.store = await openStore(this.failed);
    let record;
    try {
      record = await this.store.claim(this.sitting, this.owner);
    } catch {
      this.failed.push(this.store.kind);
      await this.moveIn();
      return;
    }
    // Written when the database could not be: what lies there is the newer.
    const spare = this.store.kind === "database" ? spareRecord(this.sitting) : null;
    if (spare && (spare.touched ?? 0) > (record.touched ?? 0)) record = spare;
    this.client = record.client ?? randomName();
    this.dirty = record.dirty ?? {};
    this.flight = record.flight ?? null;
    this.refused = record.refused ?? {};
    this.aside = record.aside ?? {};
    this.late = record.late ?? {};
    this.flags = new Set(record.flags ?? []);
    this.read = new Set(record.read ?? []);
    this.ending = record.ending ?? null;
    this.receipt = record.receipt ?? null;
    this.known = record.known ?? {};
    this.stood = record.stood ?? null;
    this.stolen = false;
    this.tail = Promise.resolve();
    this.next = null;
    await this.save();
    if (spare) dropSpare(this.sitting);
    this.store.prune(Date.now()).catch(() => {});
  }

  get kind() { return this.store.kind; }

  record() {
    const { sitting, owner, client, dirty, flight, refused, aside, late, ending } = this;
    const { receipt, known, stood } = this;
    return {
      sitting, owner, client, dirty, flight, refused, aside, late, ending, receipt, known, stood,
      flags: [...this.flags], read: [...this.read], touched: Date.now(),
    };
  }

  // Kept when everything noted up to now lies in the store. Writes follow one another; what
  // comes while one is under way shares the next.
  save() {
    if (this.next === null) {
      this.next = this.tail.then(() => {
        this.next = null;
        return this.write();
      });
      this.tail = this.next;
    }
    return this.next;
  }

  async write() {
    if (this.stolen) return;
    try {
      await this.store.write(this.record());
    } catch (error) {
      if (error instanceof Stolen) {
        this.stolen = true;
        this.told("stolen");
        return;
      }
      await this.fallBack();
    }
  }

  // The store does not take it (full, closed, switched off): the next one, down to memory.
  async fallBack() {
    this.failed.push(this.store.kind);
    this.store = await openStore(this.failed);
    this.told(this.store.kind);
    try {
      await this.store.claim(this.sitting, this.owner);
    } catch {
      await this.fallBack();
      return;
    }
    await this.write();
  }

  get waiting() { return this.flight !== null || Object.keys(this.dirty).length > 0; }

  get count() { return Object.keys(this.unsent()).length; }

  has(key) {
    return key in this.dirty || key in this.refused
      || (this.flight !== null && key in this.flight.body.answers);
  }

  unsent() {
    const values = Object.entries(this.dirty).map(([key, { value }]) => [key, value]);
    return { ...this.flight?.body.answers, ...Object.fromEntries(values) };
  }

  put(key, value) {
    this.dirty[key] = { value, base: this.base(key) };
    delete this.refused[key];
    return this.save();
  }

  // What the server holds of an item, or will once the request under way has arrived.
  base(key) {
    if (key in this.dirty) return this.dirty[key].base;
    if (this.flight !== null && key in this.flight.body.answers)
      return this.flight.body.answers[key];
    return this.known[key] ?? null;
  }

  flag(key, on) {
    if (on) this.flags.add(key);
    else this.flags.delete(key);
    return this.save();
  }

  // The request to send: the unanswered one again, or what is dirty under a new number, at most
  // `limit` answers of it.
  batch(sequence, lease, limit) {
    if (this.flight === null) {
      const entries = Object.entries(this.dirty).slice(0, limit);
      const answers = Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
      const bases = Object.fromEntries(entries.map(([key, { base }]) => [key, base]));
      this.flight = { body: { sequence, lease, answers }, bases };
      for (const key of Object.keys(answers)) delete this.dirty[key];
    }
    return this.flight.body;
  }

  acknowledge(body, receipt) {
    if (this.flight !== null && same(this.flight.body, body)) {
      Object.assign(this.known, body.answers);
      this.flight = null;
    }
    this.receipt = receipt;
    if (this.stood !== null && receipt.sequence >= this.stood.sequence)
      Object.assign(this.stood, { answered: receipt.answered, sequence: receipt.sequence });
    return this.save();
  }

  // The number was taken or the lease has changed: its answers wait for a new number, later
  // changes winning.
  reopen() {
    if (this.flight === null) return;
    const { body: { answers }, bases } = this.flight;
    for (const [key, value] of Object.entries(answers)) {
      const newer = this.dirty[key];
      this.dirty[key] = { value: newer ? newer.value : value, base: bases[key] ?? null };
    }
    this.flight = null;
  }

  // Refused for what stands in it, and would be again: not sent any more, but still unsaved.
  refuse(body) {
    for (const [key, value] of Object.entries(body.answers))
      if (!(key in this.dirty)) this.refused[key] = value;
    if (this.flight !== null && same(this.flight.body, body)) this.flight = null;
    return this.save();
  }

  // Compare with what the server holds. Where it holds an answer that is neither ours nor the
  // one ours was made upon, somebody wrote it elsewhere and later: theirs stands, ours is put
  // aside for the person to decide. Returns the keys put aside.
  reconcile(held) {
    const put = [];
    for (const [key, value] of Object.entries(this.unsent())) {
      const sent = this.flight?.body.answers[key];
      const ours = [value, this.dirty[key]?.base, this.flight?.bases[key], sent].map(canon);
      if (ours.includes(canon(held[key]))) continue;
      this.aside[key] = value;
      put.push(key);
    }
    if (put.some((key) => this.flight !== null && key in this.flight.body.answers)) this.reopen();
    for (const key of put) delete this.dirty[key];
    this.known = { ...held };
    return put;
  }

  // Too late: the server keeps them aside, and this browser does, as evidence.
  tooLate(body) {
    Object.assign(this.late, body.answers);
    if (this.flight !== null && same(this.flight.body, body)) this.flight = null;
    return this.save();
  }

  // What the server holds is nobody's business here any more.
  forget() {
    this.known = {};
    this.stood = null;
    return this.save();
  }

  // After the end. Answers that came too late stay here until they are pruned.
  async finish() {
    if (Object.keys(this.late).length || this.waiting) return;
    await this.tail;
    this.stolen = true; // Nothing is written any more.
    await this.store.remove(this.sitting).catch(() => {});
  }
}
