// The proofs of Safe Exam Browser, for web views that cannot add them to requests as headers.
//
// There the browser tells the page, in SafeExamBrowser.security, the same hashes it would have
// sent for the page's own address. Forms carry them in hidden fields, requests in headers.

const HEADERS = {
  configKey: "X-SafeExamBrowser-ConfigKeyHash",
  browserExamKey: "X-SafeExamBrowser-RequestHash",
};
const PAGE = "X-Exam-Page-Url";

// Old versions set the hashes only after being asked; they answer at once, or not at all.
let asked;
export const updated = () => { asked ??= ask(); return asked; };

function ask() {
  const security = window.SafeExamBrowser?.security;
  if (!security?.updateKeys || security.configKey) return Promise.resolve();
  return new Promise((done) => {
    setTimeout(done, 1500);
    try { security.updateKeys(done); } catch { done(); }
  });
}

// What to send along with a request; nothing in any other browser.
export function lockdownHeaders() {
  const security = window.SafeExamBrowser?.security;
  if (!security) return {};
  const headers = { [PAGE]: location.href.split("#")[0] };
  for (const [key, name] of Object.entries(HEADERS)) {
    if (security[key]) headers[name] = security[key];
  }
  return headers;
}

async function fill() {
  const fields = document.querySelectorAll("[data-lockdown]");
  if (!fields.length || !window.SafeExamBrowser) return;
  await updated();
  const headers = lockdownHeaders();
  for (const each of fields) each.value = headers[each.name] ?? "";
  // The rehearsal asks once more by itself, now with what only a script can know.
  document.querySelector("form[data-lockdown-check]:not([data-checked])")?.requestSubmit();
}

fill();
