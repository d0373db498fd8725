/* Copying a link. Without script, or where the browser allows no clipboard, it can be selected. */
"use strict";
(() => {
  for (const field of document.querySelectorAll("[data-copy-text]"))
    field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) {
    const said = button.querySelector("span");
    const before = said.textContent;
    said.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.focus();
        return;
      }
      said.textContent = button.dataset.copied;
      setTimeout(() => { said.textContent = before; }, 2500);
    });
  }
})();
