/* The editor of templates: line numbers, Tab, the preview after a pause, jumping to a finding.
   Without it the texts are still edited, saved, tried out and published. */
"use strict";
(() => {
  const form = document.getElementById("editor");
  if (!form) return;
  const PAUSE = 1500; // ms without a key before the page is made anew
  const trigger = document.getElementById("preview-now");
  const texts = [...form.querySelectorAll("[data-code]")];
  let timer = 0;
  let dirty = false;

  const refresh = () => { clearTimeout(timer); trigger.dispatchEvent(new CustomEvent("preview")); };

  for (const text of texts) {
    const lines = form.querySelector(`[data-lines="${text.id}"]`);
    let count = 0;
    const number = () => {
      const now = text.value.split("\n").length;
      if (now !== count) {
        count = now;
        lines.textContent = Array.from({ length: now }, (_, i) => i + 1).join("\n");
      }
      lines.scrollTop = text.scrollTop;
    };
    number();
    text.addEventListener("scroll", () => { lines.scrollTop = text.scrollTop; });
    text.addEventListener("input", () => {
      number();
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(refresh, PAUSE);
    });
    // Tab indents, but Escape lets the next Tab out: nobody is locked in.
    let leaving = false;
    text.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { leaving = true; return; }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        refresh();
        return;
      }
      if (event.key === "Tab" && !event.shiftKey && !leaving && !event.altKey && !event.ctrlKey) {
        event.preventDefault();
        // insertText keeps the browser's undo, setRangeText does not.
        if (!document.execCommand("insertText", false, "  ")) {
          text.setRangeText("  ", text.selectionStart, text.selectionEnd, "end");
          text.dispatchEvent(new Event("input", { bubbles: true }));
        }
        return;
      }
      if (event.key !== "Shift") leaving = false;
    });
    text.addEventListener("blur", () => { leaving = false; });
  }

  const jump = (id, line) => {
    const text = document.getElementById(id);
    const all = text.value.split("\n");
    const start = all.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (all[line - 1] || "").length);
    const height = text.scrollHeight / Math.max(all.length, 1);
    text.scrollTop = Math.max(0, (line - 4) * height);
    text.scrollLeft = 0;
  };
  document.addEventListener("click", async (event) => {
    const finding = event.target.closest("[data-jump]");
    if (finding) jump(`id_${finding.dataset.jump}`, Number(finding.dataset.line));
    const copier = event.target.closest("[data-copies]");
    if (copier) {
      const field = document.getElementById(copier.dataset.copies);
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    }
  });

  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.hasAttribute("data-download")) return;
    dirty = false;
  });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
