// What covers the paper in each mode in which it must not be written on: words and ways out.
import { Panels, TakeOver } from "./panels.js";
import { fill, words } from "./words.js";

export class Covers {
  constructor(room) {
    this.room = room;
    this.panels = new Panels();
    this.takeOver = new TakeOver((code) => room.take(true, code));
  }

  hide(name) { this.panels.hide(name); }

  unsent(text) {
    const n = this.room.journal.count;
    return n ? fill(text, { n }) : "";
  }

  paused() {
    this.panels.show("paused", {
      title: words.pausedTitle,
      lines: [words.pausedText, this.unsent(words.pausedUnsent) || words.pausedSaved],
    });
  }

  held(seenAt) {
    const ago = Math.round((this.room.countdown.now() - Date.parse(seenAt ?? "")) / 1000);
    const seen = Number.isFinite(ago) ? fill(words.heldSeen, { n: Math.max(0, ago) }) : "";
    this.panels.show("held", {
      title: words.heldTitle,
      lines: [seen, words.heldText, this.unsent(words.unsentHere)],
      acts: this.leaseActs(),
    });
  }

  lost() {
    this.panels.show("lost", {
      title: words.lostTitle,
      lines: [words.lostText, this.unsent(words.unsentHere), words.lostWarn],
      acts: this.leaseActs(),
      loud: true,
    });
  }

  leaseActs() {
    return [
      [words.takeOver, () => this.takeOver.ask(), "btn"],
      [words.checkAgain, () => this.room.take(false), "btn btn-secondary"],
    ];
  }

  tab(back) {
    this.panels.show("tab", {
      title: words.tabTitle, lines: [words.tabText], loud: true, acts: [[words.tabTake, back, "btn"]],
    });
  }

  over(error) {
    let title = error.problem?.title ?? words.noReply;
    let text = [error.problem?.next_step, this.unsent(words.unsentHere)];
    if (error.code === "exams.sitting_voided")
      [title, text] = [words.voidedTitle, [words.voidedText]];
    if (error.status === 401)
      [title, text] = [words.ticketTitle, [this.unsent(words.ticketOver) || words.ticketText]];
    const { leave } = this.room;
    this.panels.show("over", {
      title, lines: text, loud: true, acts: [
        [words.enterAgain, () => leave("again"), "btn"],
        [words.doneLink, () => leave("list"), "btn btn-secondary"],
      ],
    });
  }
}
