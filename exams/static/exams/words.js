// The room's element, its words (they come translated with the page) and the making of nodes.
export const root = document.getElementById("exam");
export const words = root.querySelector("[data-words]").dataset;
export const find = (selector) => root.querySelector(selector);
export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
export const total = Number(root.dataset.itemCount);

// Builds nodes, never markup: what people typed or wrote into an item is text and stays text.
export function make(tag, options = {}, ...children) {
  const { text, ...rest } = options;
  const node = Object.assign(document.createElement(tag), rest);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

export function button(text, act, className = "btn") {
  const node = make("button", { type: "button", className, text });
  node.addEventListener("click", act);
  return node;
}

// Set only what differs: a live region speaks again whenever its text is set.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// For a screen reader alone.
export const say = (text) => { find("[data-say]").textContent = text; };

// Everybody reads the academy's own time, wherever their machine thinks it stands.
const timeZone = "Asia/Shanghai";

// "10:32"
export const clockTime = (iso) =>
  new Date(iso).toLocaleTimeString("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit" });

// "2026-03-05 16:30:07"
export const fullTime = (iso) => new Date(iso).toLocaleString("sv-SE", { timeZone });
