// How large the room is shown. The choice is remembered in this browser; who is granted large
// print begins with it.
import { root } from "./words.js";

const NAME = "exam-zoom";
const SIZES = ["100", "125", "150", "200"];

function remembered() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

function set(size) {
  document.documentElement.dataset.zoom = size;
  for (const each of root.querySelectorAll("[data-zoom-to]"))
    each.setAttribute("aria-pressed", String(each.dataset.zoomTo === size));
}

export function zoom() {
  const kept = remembered();
  const granted = "largePrint" in root.dataset ? "150" : "100";
  set(SIZES.includes(kept) ? kept : granted);
  for (const each of root.querySelectorAll("[data-zoom-to]"))
    each.addEventListener("click", () => {
      set(each.dataset.zoomTo);
      try {
        localStorage.setItem(NAME, each.dataset.zoomTo);
      } catch {
        // Not remembered, then.
      }
    });
}
