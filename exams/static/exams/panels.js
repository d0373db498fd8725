// Panels that cover the paper: writing elsewhere, paused, over. While one is up the item cannot
// be reached, neither by pointer nor by key.
import { button, fill, find, make, root, words } from "./words.js";

export class Panels {
  constructor() {
    this.box = find("[data-panel]");
    this.name = this.box.hidden ? null : this.box.dataset.panel;
    this.text = this.box.querySelector(".exam-panel-text");
  }

  // `acts`: [label, function, class]. Focus goes to the heading, so that it is read.
  show(name, { title, lines, acts = [], loud = false }) {
    const text = lines.filter(Boolean);
    if (this.name === name) {
      this.lines(text);
      return;
    }
    this.name = name;
    const head = make("h2", { text: title, tabIndex: -1, id: "exam-panel-title" });
    this.text = make("div", { className: "exam-panel-text" });
    this.box.replaceChildren(head, this.text);
    if (acts.length)
      this.box.append(make("div", { className: "actions" },
        ...acts.map(([label, act, className]) => button(label, act, className))));
    this.lines(text);
    this.box.classList.toggle("loud", loud);
    this.box.dataset.panel = name;
    this.box.setAttribute("role", loud ? "alert" : "region");
    for (const dialog of root.querySelectorAll("dialog[open]")) dialog.close();
    find(".exam-body").hidden = true;
    this.box.hidden = false;
    head.focus();
  }

  lines(text) {
    const kept = [...this.text.children].map((each) => each.textContent);
    if (JSON.stringify(kept) === JSON.stringify(text)) return;
    this.text.replaceChildren(...text.map((each) => make("p", { text: each })));
  }

  hide(name) {
    if (name !== undefined && this.name !== name) return;
    if (this.name === null) return;
    this.name = null;
    this.box.hidden = true;
    find(".exam-body").hidden = false;
    find("[data-item]").focus();
  }
}

// Ask before taking over; `take(code)` returns null, or the refusal to show in the dialog.
export class TakeOver {
  constructor(take) {
    this.take = take;
    this.dialog = find("dialog[data-take-over]");
    this.code = this.dialog.querySelector("[data-code]");
    this.error = this.dialog.querySelector("[data-take-over-error]");
    this.dialog.querySelector('[data-do="take-over"]').onclick = () => this.confirm();
  }

  ask() {
    this.error.hidden = true;
    this.dialog.showModal();
  }

  async confirm() {
    const go = this.dialog.querySelector('[data-do="take-over"]');
    go.disabled = true;
    const refusal = await this.take(this.code.querySelector("input").value.trim());
    go.disabled = false;
    if (!refusal) { this.dialog.close(); return; }
    // A code may be needed to come in; whoever comes in anew is asked for it as well.
    if (refusal.code === "exams.entry_code_wrong") {
      this.code.hidden = false;
      this.code.querySelector("input").focus();
    }
    this.error.textContent = fill("{what} {next}",
      { what: refusal.problem?.title ?? words.noReply, next: refusal.problem?.next_step ?? "" });
    this.error.hidden = false;
  }
}
