/* A PDF may be dropped on the field; without this script it is chosen and sent like any file. */
"use strict";

for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector('input[type="file"]');
  const zone = form.querySelector(".drop");
  const button = form.querySelector("[data-busy]");
  form.querySelector("[data-drop-hint]").hidden = !matchMedia("(pointer: fine)").matches;

  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // else the browser would open the file in place of this page
      zone.classList.add("drop-over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("drop-over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    zone.classList.remove("drop-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    button.setAttribute("aria-busy", "true");
    button.querySelector("span").textContent = button.dataset.busy;
  });
  // Come back to by the browser's arrow, the page must not go on saying that it is at work.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
