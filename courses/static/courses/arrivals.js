/* At the gate the list narrows with every letter, by the rule of courses/rules/arrivals.py. Enter
   goes to the first one left, Enter again checks in; Escape begins anew. Without this script Enter
   asks the server, which finds by the same rule. */
"use strict";
(() => {
  const field = document.querySelector("[data-gate]");
  const list = document.querySelector(".gate-list");
  const none = document.querySelector("[data-none]");
  if (!field || !list) return;
  const people = [...list.children];

  const isMeant = ({ name, pinyin, initials, number }, asked) =>
    !asked || name.toLowerCase().includes(asked) || pinyin.startsWith(asked) ||
    initials.startsWith(asked) || (asked.length >= 2 && number.endsWith(asked));

  const narrow = () => {
    const asked = field.value.replace(/[\s'’-]+/g, "").toLowerCase();
    let left = 0;
    for (const each of people) {
      each.hidden = !isMeant(each.dataset, asked);
      if (!each.hidden) left += 1;
    }
    if (none) none.hidden = left > 0;
  };

  const first = () => people.find((each) => !each.hidden && each.querySelector("button"));

  field.addEventListener("input", (event) => {
    if (!event.isComposing) narrow();
  });
  field.addEventListener("compositionend", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      field.value = "";
      narrow();
    } else if (event.key === "Enter" && field.value.trim()) {
      const found = first();
      // Nobody left here: the server looks among all, those who have come included.
      if (!found) return;
      event.preventDefault();
      found.querySelector("button").focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.focus();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = people.filter((each) => !each.hidden).map((each) => each.querySelector("button")).filter(Boolean);
    const next = buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    (buttons[next] || field).focus();
  });
  narrow();
})();
