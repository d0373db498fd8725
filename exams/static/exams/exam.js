// The exam room's door: one page of a browser at a time, and the events that come from outside.
import { Journal } from "./journal.js";
import { register, tidy } from "./keeping.js";
import { updated } from "./lockdown.js";
import { Panels } from "./panels.js";
import { Room } from "./room.js";
import { zoom } from "./view.js";
import { find, root, words } from "./words.js";

let room = null;

function leave(where) {
  if (where === "again") location.reload();
  else location.assign(root.dataset.doneUrl);
}

// What the journal has to say for itself: it lies elsewhere now, or another tab has taken it.
function told(what) {
  if (what === "stolen") room?.taken(() => claim({ steal: true }));
  find("[data-storage]").hidden = what !== "memory";
}

async function begin() {
  await updated();
  const journal = await Journal.open(root.dataset.sitting, told);
  find("[data-storage]").hidden = journal.kind !== "memory";
  new Panels().hide();
  const body = find(".exam-body");
  body.hidden = false;
  room = new Room(journal, { leave });
  await room.enter();
}

function secondTab() {
  root.dataset.mode = "tab";
  const panels = new Panels();
  panels.show("tab", {
    title: words.tabOpenTitle,
    lines: [words.tabOpenText],
    acts: [
      [words.tabTake, () => claim({ steal: true }), "btn"],
      [words.checkAgain, () => claim({ ifAvailable: true }), "btn btn-secondary"],
    ],
  });
}

// A second tab of this browser would compete for the same journal: it does not start unless it
// is told to, and then the first one stops. Where there are no locks the journal itself notices.
function claim(how) {
  if (!navigator.locks) { begin(); return; }
  navigator.locks.request(`exam:${root.dataset.sitting}`, how, (lock) => {
    if (!lock) { secondTab(); return undefined; }
    begin();
    return new Promise(() => {});
  }).catch(() => room?.taken(() => claim({ steal: true })));
}

const ACTS = {
  "ask-hand-in": () => { if (room?.paper && room.mode === "open") room.ending.ask(); },
  "hand-in": () => room.ending.handIn(),
  "cancel-hand-in": () => room.ending.cancel(),
  stay: (node) => node.closest("dialog").close(),
  help: () => find("dialog[data-help]").showModal(),
};

root.addEventListener("click", (event) => {
  const node = event.target.closest("[data-do]");
  if (node) ACTS[node.dataset.do]?.(node);
});
root.addEventListener("keydown", (event) => {
  if (event.key === "?" && !event.target.matches('input[type="text"]')) ACTS.help();
});
addEventListener("online", () => room?.wake());
addEventListener("offline", () => room?.line.down());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") room?.wake();
});
addEventListener("beforeunload", (event) => {
  if (room && room.mode !== "tab" && (room.journal.waiting || room.mode === "ending"))
    event.preventDefault();
});

root.hidden = false;
zoom();
claim({ ifAvailable: true });
register(root.dataset.workerUrl);
tidy();
