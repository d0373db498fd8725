/* Folds the staff kinds of a unit away. Without this file the same links reload the page. */
"use strict";
(() => {
  const rowsOf = (code) => document.querySelectorAll(`tr[data-of="${CSS.escape(code)}"]`);
  const fold = (link, open) => {
    link.setAttribute("aria-expanded", String(open));
    for (const row of rowsOf(link.dataset.fold)) row.hidden = !open;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-fold]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fold(link, link.getAttribute("aria-expanded") !== "true");
  });
})();
