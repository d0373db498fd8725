// After the end: what the server holds, and its signed receipt to keep.
import { button, fill, fullTime, find, make, root, total, words } from "./words.js";

// A text that explains itself, with the receipt on a line of its own.
function receiptText(end) {
  const { examTitle } = root.dataset;
  return [
    examTitle,
    fill(words.doneText, { saved: end.answered, total: end.item_count ?? total }),
    `${words.receiptSequence} ${end.last_sequence}`,
    `${words.receiptDigest} ${end.digest}`,
    `${words.receiptAt} ${fullTime(end.ended_at)}`,
    "",
    words.receiptWhat,
    words.receiptHow,
    "",
    end.receipt,
    "",
  ].join("\n");
}

function save(end) {
  const file = new Blob([receiptText(end)], { type: "text/plain" });
  const link = make("a", {
    href: URL.createObjectURL(file),
    download: `receipt-${root.dataset.sitting.slice(0, 8)}-${end.last_sequence}.txt`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function facts(end) {
  const rows = [
    [words.receiptAnswered, `${end.answered}/${end.item_count ?? total}`],
    [words.receiptAt, fullTime(end.ended_at)],
    [words.receiptSequence, String(end.last_sequence)],
    [words.receiptDigest, (end.digest || "—").slice(0, 12)],
  ];
  return make("dl", { className: "exam-facts" }, ...rows.map(([name, value]) =>
    make("div", {}, make("dt", { text: name }), make("dd", { text: value }))));
}

export function showDone(end, late) {
  for (const dialog of root.querySelectorAll("dialog[open]")) dialog.close();
  const closed = end.state === "closed";
  const title = make("h2", { text: closed ? words.closedTitle : words.doneTitle, tabIndex: -1 });
  const box = make("section", { className: "exam-done" }, title,
    make("p", { className: "exam-done-exam", text: root.dataset.examTitle }),
    make("p", { text: fill(words.doneText, { saved: end.answered, total: end.item_count ?? total }) }));
  if (late) box.append(make("p", { className: "exam-done-late", text: fill(words.doneLate, { n: late }) }));
  box.append(facts(end));
  const acts = make("div", { className: "actions" });
  const link = make("a", { className: "btn", href: root.dataset.doneUrl, text: words.doneLink });
  acts.append(link);
  if (end.receipt) {
    acts.append(button(words.receiptSave, () => save(end), "btn btn-secondary"),
      button(words.receiptPrint, () => print(), "btn btn-secondary"));
    box.append(make("p", { className: "exam-receipt-what", text: words.receiptWhat }),
      make("p", { className: "exam-receipt-token", text: end.receipt }));
  }
  box.append(acts);
  find("[data-banner]").hidden = true;
  find("[data-panel]").hidden = true;
  find("[data-notices]").replaceChildren();
  const body = find(".exam-body");
  body.hidden = false;
  body.replaceChildren(box);
  root.classList.add("over");
  title.focus();
}
