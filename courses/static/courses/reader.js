/* Tells the server how long a material was before the reader: every 15 seconds in which the page is
   in front (a film: in which it plays). The server counts by its own clock and each word once, so a
   word that is sent again, or made up, adds nothing. Without this script nothing is counted and
   everything can still be read and marked. */
"use strict";
(() => {
  const line = document.querySelector("[data-beat]");
  const token = document.querySelector("[data-token] input");
  if (!line || !token) return;
  const film = document.querySelector("video");
  const view = crypto.randomUUID ? crypto.randomUUID() : uuid();
  let sequence = 0;
  let seconds = 0;

  // Over plain http, where an intranet may be, browsers give no randomUUID.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const isRead = () =>
    document.visibilityState === "visible" && (film ? !film.paused && !film.ended : document.hasFocus());

  const say = async () => {
    if (!seconds) return;
    const spent = seconds;
    seconds = 0;
    sequence += 1;
    const body = new URLSearchParams({ view, sequence: String(sequence), seconds: String(spent) });
    try {
      const reply = await fetch(line.dataset.beat, {
        method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token.value },
      });
      if (reply.status !== 200) return;
      const { minutes, percent } = await reply.json();
      const words = [line.dataset.words.replace("{minutes}", String(minutes))];
      if (percent !== null) words.push(line.dataset.played.replace("{percent}", String(percent)));
      line.textContent = words.join(" · ");
    } catch {
      // Offline: these seconds are lost, the reading goes on.
    }
  };

  setInterval(() => {
    if (isRead()) seconds += 1;
    if (seconds >= 15) say();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") say();
  });
})();
