// The paper on screen: one item at a time, and the grid of numbers.
import { find, fill, make, words } from "./words.js";

const LETTERS = "ABCDEFGH";

const empty = (value) =>
  value === null || value === undefined || value === ""
  || (Array.isArray(value) && !value.some((each) => each !== ""));

export class Paper {
  // `room` is told of changes: change(key, value), flag(key, on), and asked: flags, unsent(key).
  constructor({ order, paper }, answers, room) {
    this.room = room;
    this.answers = { ...answers };
    const byKey = new Map(paper.items.map((item) => [item.key, item]));
    this.items = order.items.map((key) => byKey.get(key));
    this.options = order.options;
    this.box = find("[data-item]");
    this.cells = this.items.map((item, index) => this.jump(index));
    find("[data-grid]").replaceChildren(...this.cells);
    this.index = 0;
    this.frozen = false;
    this.box.onkeydown = (event) => this.key(event);
  }

  place(key) { return this.items.findIndex((item) => item.key === key) + 1; }

  unanswered() {
    return this.items.flatMap((item, index) => (empty(this.answers[item.key]) ? [index] : []));
  }

  // Other answers than before, of the server or of the person's choice between two.
  merge(answers) {
    this.answers = { ...answers };
    this.go(this.index, { focus: false });
  }

  freeze(frozen = true) {
    this.frozen = frozen;
    for (const control of this.box.querySelectorAll("input, [data-edits]"))
      control.disabled = frozen;
  }

  // A cell of the grid, or of the list of unanswered items in the hand-in dialog.
  jump(index, then) {
    const button = make("button", { type: "button", text: String(index + 1), className: "cell" });
    button.addEventListener("click", () => { then?.(); this.go(index); });
    return make("li", {}, button);
  }

  grid() {
    this.items.forEach((item, index) => {
      const button = this.cells[index].firstChild;
      const answered = !empty(this.answers[item.key]);
      const flagged = this.room.flags.has(item.key);
      const unsent = this.room.unsent(item.key);
      button.classList.toggle("answered", answered);
      button.classList.toggle("flagged", flagged);
      button.classList.toggle("unsent", unsent);
      if (index === this.index) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      const says = [fill(words.cell, { n: index + 1 })];
      says.push(answered ? words.cellAnswered : words.cellUnanswered);
      if (flagged) says.push(words.cellFlagged);
      if (unsent) says.push(words.cellUnsent);
      const label = says.join(words.comma);
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    });
  }

  answer(value) {
    if (this.frozen) return;
    const { key, kind } = this.items[this.index];
    this.answers[key] = empty(value) ? null : value;
    this.room.change(key, this.answers[key], kind === "fill_in" || kind === "numeric");
  }

  go(index, { focus = true } = {}) {
    if (index < 0 || index >= this.items.length) return;
    this.index = index;
    const item = this.items[index];
    const nth = fill(words.nth, { n: index + 1, total: this.items.length });
    const head = make("header", { className: "exam-head" },
      make("p", { className: "exam-nth", text: nth }),
      make("p", { className: "exam-kind", text: this.kind(item) }));
    const group = make("fieldset", { className: "exam-answer" },
      make("legend", { className: "exam-stem", text: item.stem }), ...this.controls(item));
    this.box.replaceChildren(head, group, this.foot(item));
    if (this.frozen) this.freeze();
    this.grid();
    if (focus) this.reach();
  }

  // Focus the item, and show its beginning where that is out of sight.
  reach() {
    this.box.focus({ preventScroll: true });
    const { top } = this.box.getBoundingClientRect();
    if (top < find(".exam-bar").getBoundingClientRect().bottom || top > innerHeight - 80)
      this.box.scrollIntoView({ block: "start" });
  }

  foot(item) {
    const act = (text, run, className) => {
      const node = make("button", { type: "button", className, text });
      node.addEventListener("click", run);
      return node;
    };
    this.flagButton = act("", () => this.toggle(), "btn btn-quiet");
    this.showFlag(item);
    const clear = act(words.clear, () => { this.answer(null); this.go(this.index); },
      "btn btn-quiet");
    clear.dataset.edits = "";
    const back = act(words.previous, () => this.go(this.index - 1), "btn btn-secondary");
    const on = act(words.next, () => this.go(this.index + 1), "btn btn-secondary");
    back.disabled = this.index === 0;
    on.disabled = this.index === this.items.length - 1;
    return make("div", { className: "exam-steps" }, back, this.flagButton, clear, on);
  }

  kind(item) {
    const parts = [find("[data-words]").getAttribute(`data-kind-${item.kind}`)];
    parts.push(fill(words.points, { n: String(Number(item.points)) }));
    if (item.kind === "multiple") parts.push(words.multipleRule);
    return parts.join(" · ");
  }

  toggle() {
    const item = this.items[this.index];
    this.room.flag(item.key, !this.room.flags.has(item.key));
    this.showFlag(item);
  }

  showFlag(item) {
    const flagged = this.room.flags.has(item.key);
    this.flagButton.textContent = flagged ? words.unflag : words.flag;
    this.flagButton.setAttribute("aria-pressed", String(flagged));
  }

  controls(item) {
    const current = this.answers[item.key];
    if (item.kind === "true_false")
      return [[true, words.true], [false, words.false]].map(([value, text], n) =>
        this.choice("radio", LETTERS[n], text, current === value, () => this.answer(value)));
    if (item.kind === "single" || item.kind === "multiple") return this.choices(item, current);
    if (item.kind === "fill_in")
      return Array.from({ length: item.blanks }, (_, n) =>
        this.text(fill(words.blank, { n: n + 1 }), current?.[n] ?? "", (value) => {
          const blanks = [...(this.answers[item.key] ?? Array(item.blanks).fill(""))];
          blanks[n] = value;
          this.answer(blanks);
        }));
    return [this.text(words.number, current ?? "", (value) => this.answer(value), "decimal")];
  }

  choices(item, current) {
    const texts = new Map(item.options.map((option) => [option.id, option.text]));
    const many = item.kind === "multiple";
    return this.options[item.key].map((id, n) => {
      const on = many ? (current ?? []).includes(id) : current === id;
      return this.choice(many ? "checkbox" : "radio", LETTERS[n], texts.get(id), on, (box) => {
        if (!many) { this.answer(id); return; }
        const chosen = new Set(this.answers[item.key] ?? []);
        if (box.checked) chosen.add(id);
        else chosen.delete(id);
        this.answer([...chosen].sort());
      });
    });
  }

  choice(type, letter, text, checked, change) {
    const box = make("input", { type, name: "answer", checked });
    box.dataset.letter = letter;
    box.addEventListener("change", () => change(box));
    return make("label", { className: "exam-option" }, box,
      make("span", { className: "exam-letter", text: letter }), make("span", { text }));
  }

  text(label, value, change, inputMode = "text") {
    const box = make("input", {
      type: "text", value, inputMode, maxLength: 200, autocomplete: "off", spellcheck: false,
    });
    box.addEventListener("input", () => change(box.value));
    return make("label", { className: "exam-blank" }, make("span", { text: label }), box);
  }

  // Single keys work only while the focus is inside the item, and never while typing.
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.matches('input[type="text"]')) {
      if (event.key === "Enter") this.onward(event);
      return;
    }
    const pressed = event.key.toUpperCase();
    const digit = "12345678".indexOf(event.key);
    if (pressed === "N") this.go(this.index + 1);
    else if (pressed === "P") this.go(this.index - 1);
    // F is an option's letter on items with six or more options; Shift with F always flags.
    else if (pressed === "F" && (event.shiftKey || !this.control("F"))) this.toggle();
    else if (digit >= 0) this.pick(LETTERS[digit]);
    else if (LETTERS.includes(pressed)) this.pick(pressed);
    else return;
    event.preventDefault();
  }

  // Enter goes to the next blank, and from the last one to the next item.
  onward(event) {
    event.preventDefault();
    const boxes = [...this.box.querySelectorAll('input[type="text"]')];
    const next = boxes[boxes.indexOf(event.target) + 1];
    if (next) next.focus();
    else this.go(this.index + 1);
  }

  control(letter) { return this.box.querySelector(`[data-letter="${letter}"]`); }

  pick(letter) {
    const box = this.control(letter);
    if (box && !box.disabled) { box.click(); box.focus(); }
  }
}
