/* Small things a page cannot do by itself. No framework; every page also works without them,
   except that dialogs then do not open. */
"use strict";
(() => {
  const root = document.documentElement;

  // Theme: the server reads the cookie, so the next page is drawn right from its first pixel.
  const applyTheme = (theme) => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    for (const each of document.querySelectorAll("[data-theme-form] button"))
      each.setAttribute("aria-pressed", String(each.value === theme));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-theme-form]") && event.submitter) {
      event.preventDefault();
      const theme = event.submitter.value;
      applyTheme(theme);
      const body = new FormData(form);
      body.set("theme", theme);
      fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      return;
    }
    // Second click on a submit button while the first is under way.
    if (form.method === "post" && !form.hasAttribute("data-resubmit")) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) { closer.closest("dialog").close(); return; }
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      const box = event.target.querySelector("article").getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right
        && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
    const reveal = event.target.closest("[data-reveals]");
    if (reveal) {
      const field = document.getElementById(reveal.dataset.reveals);
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      reveal.setAttribute("aria-pressed", String(!shown));
      return;
    }
    const toggler = event.target.closest("[data-checks]");
    if (toggler) {
      for (const box of document.querySelectorAll(`input[name="${toggler.dataset.checks}"]`))
        box.checked = toggler.checked;
    }
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A select or date marked so sends its form as soon as it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // Signed out meanwhile: the reply to a partial is the sign-in page; show it as a page.
  document.addEventListener("htmx:before:response", (event) => {
    const reply = event.detail?.ctx?.response?.raw;
    if (reply?.redirected && new URL(reply.url).pathname === root.dataset.login) {
      event.preventDefault();
      location.assign(`${root.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
  });

  // Errors at the top of a form get the focus, so that a screen reader starts there.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
