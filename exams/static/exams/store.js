// Where a journal lies: in IndexedDB; where a browser has none, in localStorage; and where that
// is shut too, nowhere but in this page, which then says so.
//
// A record names its owner, the page that wrote it last. A page whose record has got another
// owner meanwhile writes no more: two tabs of one browser cannot mix their answers.
const DATABASE = "academy-exams";
const TABLE = "journals";
const PREFIX = "exam:";
const DAY = 24 * 3600 * 1000;
const KEEP = 30 * DAY;
const KEEP_KNOWN = 2 * DAY; // no sitting lasts so long: what the server holds need not lie here
const OPEN_WITHIN = 3000;

export class Stolen extends Error {}

// What is to stay of a record: all, null for nothing, or what the server does not have.
function pruned(record, now) {
  const age = now - (record.touched ?? 0);
  if (!(age < KEEP)) return null;
  return age < KEEP_KNOWN || !record.stood ? record : { ...record, known: {}, stood: null };
}

function database() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "sitting" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new Error("blocked"));
    setTimeout(() => fail(new Error("IndexedDB does not open")), OPEN_WITHIN);
  });
}

class Database {
  kind = "database";

  static async open() {
    const store = new Database();
    store.db = await database();
    // Somebody clears site data or a newer page opens: make way, the next write falls back.
    store.db.onversionchange = () => store.db.close();
    return store;
  }

  // Run `work` in one transaction that is on the disk, not only in the system's memory, when
  // the promise is kept.
  transact(work) {
    return new Promise((done, fail) => {
      const transaction = this.db.transaction(TABLE, "readwrite", { durability: "strict" });
      let result;
      let reason = null;
      const stop = (error) => { reason = error; transaction.abort(); };
      work(transaction.objectStore(TABLE), (value) => { result = value; }, stop);
      transaction.oncomplete = () => done(result);
      transaction.onabort = () => fail(reason ?? transaction.error ?? new Error("aborted"));
    });
  }

  claim(sitting, owner) {
    return this.transact((table, give) => {
      table.get(sitting).onsuccess = (event) => {
        const record = { ...event.target.result, sitting, owner };
        give(record);
        table.put(record);
      };
    });
  }

  write(record) {
    return this.transact((table, give, stop) => {
      table.get(record.sitting).onsuccess = (event) => {
        const kept = event.target.result;
        if (kept && kept.owner !== record.owner) stop(new Stolen());
        else table.put(record);
      };
    });
  }

  remove(sitting) {
    return this.transact((table) => { table.delete(sitting); });
  }

  prune(now) {
    return this.transact((table) => {
      table.openCursor().onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        const left = pruned(cursor.value, now);
        if (left === null) cursor.delete();
        else if (left !== cursor.value) cursor.update(left);
        cursor.continue();
      };
    });
  }
}

class Local {
  kind = "local";

  static open() {
    localStorage.setItem(`${PREFIX}probe`, "1");
    localStorage.removeItem(`${PREFIX}probe`);
    return new Local();
  }

  read(sitting) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + sitting)) ?? {};
    } catch {
      return {}; // Damaged: nothing in it could be trusted.
    }
  }

  async claim(sitting, owner) {
    const record = { ...this.read(sitting), sitting, owner };
    localStorage.setItem(PREFIX + sitting, JSON.stringify(record));
    return record;
  }

  async write(record) {
    const kept = this.read(record.sitting);
    if (kept.owner && kept.owner !== record.owner) throw new Stolen();
    localStorage.setItem(PREFIX + record.sitting, JSON.stringify(record));
  }

  async remove(sitting) { localStorage.removeItem(PREFIX + sitting); }

  async prune(now) {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) {
      const record = this.read(name.slice(PREFIX.length));
      const left = pruned(record, now);
      if (left === null) localStorage.removeItem(name);
      else if (left !== record) localStorage.setItem(name, JSON.stringify(left));
    }
  }
}

class Memory {
  kind = "memory";
  async claim(sitting, owner) { return { sitting, owner }; }
  async write() {}
  async remove() {}
  async prune() {}
}

// What a page that had to fall back left in localStorage, or null.
export function spareRecord(sitting) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + sitting));
  } catch {
    return null;
  }
}

export const dropSpare = (sitting) => localStorage.removeItem(PREFIX + sitting);

// The best store there is, not counting those that failed already.
export async function openStore(failed = []) {
  for (const kind of [Database, Local]) {
    if (failed.includes(new kind().kind)) continue;
    try {
      return await kind.open();
    } catch {
      // Private window, storage switched off or full: the next one.
    }
  }
  return new Memory();
}
