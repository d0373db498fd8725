// Back in the room without a line. What the server last said is written down with the answers;
// from it and the kept paper the room opens again, under the lease it held and by this machine's
// clock, until the server is heard. The server decides in any case.
import { forget, keep, keptPaper } from "./keeping.js";
import { Paper } from "./paper.js";
import { showReceipt } from "./strip.js";
import { root } from "./words.js";

// Keep page and paper, so that the room can be opened without a line.
export async function keepRoom(room, paper) {
  root.dataset.kept = String(await keep(room.journal.sitting, paper));
}

// It is over. Computers are shared: paper and saved answers do not stay behind in the browser;
// what was never sent does.
export function leaveNothing(room) {
  room.journal.forget();
  forget(room.journal.sitting);
}

// Note how things stand, by a reply that tells state and deadline. Kept when it is on the disk.
export function remember(room, { state, deadline_at, paused_at, server_at }) {
  const { journal, countdown } = room;
  if (room.lease === null) return;
  journal.stood = {
    state, deadline_at, paused_at, server_at, lease: room.lease,
    skew: countdown.now() - Date.now(), answered: room.saved, sequence: room.heard,
  };
  journal.save();
}

// Open the room from what was kept, if there is enough of it and the server has not been faster.
export async function restore(room) {
  const { stood } = room.journal;
  if (!stood || room.paper || room.mode !== "entering") return;
  const paper = await keptPaper(room.journal.sitting);
  if (!paper || room.paper || room.mode !== "entering") return;
  const { journal } = room;
  room.kept = true;
  room.lease ??= stood.lease;
  room.saved = stood.answered;
  room.heard = stood.sequence;
  room.countdown.restore(stood);
  const answers = { ...journal.known, ...journal.refused, ...journal.unsent() };
  room.paper = new Paper(paper, answers, room);
  room.paper.go(0);
  showReceipt(journal.receipt);
  room.line.down();
  room.become(journal.ending ? "ending" : stood.state === "paused" ? "paused" : "open");
  if (room.mode === "ending") room.ending.conclude();
}
