/* The invigilator's board: what is ticked outlives each refresh, dialogs stand outside the part
   that is refreshed, and a board that is not fresh says so. */
"use strict";
(() => {
  const now = document.getElementById("watch-now");
  if (!now) return;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
  const alarm = one("[data-alarm]");
  const said = one("[data-said]");
  const person = document.getElementById("person-dialog");
  const body = document.getElementById("person-body");
  const STALE = 15;
  const picked = new Set();
  let heard = performance.now();
  let lost = false;
  let asked = null;

  const board = () => one("[data-board]", now);
  const live = () => board()?.dataset.live === "yes";
  const ticks = () => all("[data-tick]", now);
  const count = (deed) => all("tr[data-deeds]", now).filter((row) => {
    const id = one("[data-tick]", row)?.dataset.tick;
    return id && (!picked.size || picked.has(id)) && row.dataset.deeds.split(" ").includes(deed);
  }).length;

  // -- what is ticked ------------------------------------------------------------------------
  const show = () => {
    const there = new Set(ticks().map((tick) => tick.dataset.tick));
    for (const id of picked) if (!there.has(id)) picked.delete(id);
    for (const tick of ticks()) tick.checked = picked.has(tick.dataset.tick);
    const whole = one("[data-all-rows]", now);
    if (whole) {
      whole.checked = picked.size > 0 && picked.size === there.size;
      whole.indeterminate = picked.size > 0 && picked.size < there.size;
    }
    const scope = one("[data-scope]");
    scope.textContent = picked.size
      ? fill(scope.dataset.some, { n: picked.size }) : scope.dataset.all;
    one("[data-clear]").hidden = !picked.size;
    for (const button of all("[data-room-deed]")) {
      const n = count(button.dataset.roomDeed);
      one("[data-n]", button).textContent = n;
      one("[data-label]", button).textContent = picked.size ? button.dataset.some : button.dataset.all;
      button.disabled = n === 0;
    }
  };
  now.addEventListener("change", (event) => {
    const { target } = event;
    if (target.matches("[data-all-rows]"))
      for (const tick of ticks())
        target.checked ? picked.add(tick.dataset.tick) : picked.delete(tick.dataset.tick);
    else if (target.matches("[data-tick]"))
      target.checked ? picked.add(target.dataset.tick) : picked.delete(target.dataset.tick);
    show();
  });

  // -- dialogs -------------------------------------------------------------------------------
  const prepare = (deed) => {
    const dialog = document.getElementById(`do-${deed}`);
    const form = one("form", dialog);
    one("[data-reply]", form).replaceChildren();
    const button = one("[data-words]", form);
    if (!button) return;
    button.textContent = fill(button.dataset.words, { n: count(deed) });
    one("[data-whom]", dialog).textContent = one("[data-scope]").textContent;
    one("[data-chosen]", form).replaceChildren(...[...picked].map((id) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "chosen", value: id });
      return input;
    }));
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens^='do-']");
    if (opener) prepare(opener.dataset.opens.slice(3));
    if (event.target.closest("[data-clear]")) { picked.clear(); show(); }
    const asking = event.target.closest("[data-person]");
    if (!asking) return;
    asked = asking.id;
    body.replaceChildren(body.dataset.waiting);
    person.showModal();
    htmx.ajax("GET", asking.dataset.person, { target: body, swap: "innerHTML" });
  }, true);
  person.addEventListener("close", () => document.getElementById(asked)?.focus());

  const finished = (done) => {
    const dialog = done.closest("dialog");
    said.textContent = done.textContent;
    said.hidden = false;
    done.remove();
    dialog.close();
    for (const form of all("form", dialog)) form.reset();
    picked.clear();
    htmx.trigger(now, "watch-changed");
  };

  // -- freshness -----------------------------------------------------------------------------
  const fresh = () => {
    heard = performance.now();
    lost = false;
    alarm.hidden = true;
    show();
    tell();
  };
  const stale = () => {
    lost = true;
    const words = fill(alarm.dataset.words, { at: board()?.dataset.at });
    const line = one("[data-alarm-words]", alarm);
    if (line.textContent !== words || alarm.hidden) line.textContent = words;
    alarm.hidden = false;
  };
  const tell = () => {
    const age = Math.floor((performance.now() - heard) / 1000);
    const line = one("[data-age]", now);
    if (line) line.textContent = live()
      ? fill(now.dataset.ageWords, { n: age })
      : now.dataset.stillWords;
    if (live() && (lost || age > STALE)) stale();
  };
  setInterval(tell, 1000);

  const source = (event) => event.detail?.ctx?.sourceElement;
  document.addEventListener("htmx:before:request", (event) => {
    if (source(event) === now && event.detail.ctx.sourceEvent?.type === "every" && !live())
      event.preventDefault();
  });
  document.addEventListener("htmx:before:response", (event) => {
    const reply = event.detail.ctx.response;
    if (source(event) === now && reply.status >= 400) { event.preventDefault(); stale(); }
  });
  document.addEventListener("htmx:error", (event) => {
    if (source(event) === now) { stale(); return; }
    const dialog = one("dialog[open]");
    const reply = dialog && (one("[data-reply]", dialog) ?? body);
    if (reply) reply.replaceChildren(body.dataset.failed);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const done = one("dialog[open] [data-done]");
    if (done) finished(done);
    else if (source(event) === now) fresh();
    else if (person.open) (one("[data-focus]", body) ?? one("summary", body))?.focus();
  });

  show();
  tell();
})();
