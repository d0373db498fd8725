// The waiting page: counts down by the server's clock, hears of admission and announcements, and
// offers the start when both the person is let in and the exam is open.
import { updated } from "./lockdown.js";

const root = document.querySelector("#waiting");
const words = document.querySelector("[data-words]").dataset;
const find = (name) => root.querySelector(`[data-${name}]`);
const EVERY = 8000; // between two signs of life, spread by a quarter either way
const TIMEOUT = 10000;
const SAID = [10, 5, 1]; // minutes before the opening that a screen reader is told of

const opens = Date.parse(root.dataset.opens);
const closes = Date.parse(root.dataset.closes);
let state = root.dataset.state;
let seen = root.dataset.seen || null;
// Server time minus this page's monotonic clock, from the narrowest exchange so far.
let offset = Date.parse(root.dataset.now) - performance.now();
let width = Infinity;
let shown = "";

const now = () => performance.now() + offset;

function observe(text, sent, received) {
  const span = received - sent;
  if (span > width * 1.5) return;
  width = Math.min(width, span);
  offset = Date.parse(text) - (sent + received) / 2;
}

function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

function phase() {
  if (now() >= closes) return "over";
  if (state === "prepared") return "admit";
  return now() >= opens ? "start" : "waiting";
}

function show() {
  const left = opens - now();
  find("clock").textContent = left > 0 ? clock(left) : "";
  const current = phase();
  const minutes = Math.ceil(left / 60000);
  if (SAID.includes(minutes) && left > 0 && root.dataset.told !== String(minutes)) {
    root.dataset.told = String(minutes);
    find("say").textContent = words.minutes.replace("{n}", minutes);
  }
  if (current === shown) return;
  const first = shown === "";
  shown = current;
  root.dataset.phase = current;
  find("title").textContent = words[`${current}Title`];
  find("note").textContent = words[`${current}Note`];
  find("start").hidden = current !== "start";
  if (first) return;
  find("say").textContent = words[`${current}Title`];
  // Who waits with the keyboard stands on the button when it comes.
  if (current === "start") find("start").focus();
}

function announce(each) {
  const box = document.querySelector("[data-announcements]");
  const line = document.createElement("li");
  const time = document.createElement("time");
  const text = document.createElement("span");
  time.textContent = new Date(each.at).toLocaleTimeString("zh-CN", {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
  });
  text.textContent = each.text;
  line.append(time, text);
  box.hidden = false;
  box.querySelector("[data-list]").prepend(line);
}

async function pulse() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  const sent = performance.now();
  try {
    const reply = await fetch(root.dataset.pulseUrl, {
      method: "POST",
      signal: stop.signal,
      credentials: "omit",
      cache: "no-store",
      headers: {
        Authorization: `Sitting ${root.dataset.ticket}`,
        "Accept-Language": document.documentElement.lang,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ lease: null, seen }),
    });
    // The ticket is over, or the sitting is no longer ours to wait for: the server says what now.
    if ([401, 404].includes(reply.status)) { location.reload(); return; }
    if (!reply.ok) throw new Error(String(reply.status));
    const told = await reply.json();
    observe(told.server_at, sent, performance.now());
    find("link").hidden = true;
    heard(told);
  } catch {
    find("link").hidden = false;
  } finally {
    clearTimeout(timer);
  }
}

function heard(told) {
  for (const each of told.announcements) {
    announce(each);
    seen = each.at;
  }
  // Started elsewhere, voided, or over: the server knows which page that is.
  if (!["prepared", "ready"].includes(told.state)) { location.reload(); return; }
  state = told.state;
  show();
}

function again() {
  setTimeout(async () => { await pulse(); again(); }, EVERY * (0.75 + Math.random() * 0.5));
}

setInterval(show, 250);
document.addEventListener("visibilitychange", () => { if (!document.hidden) pulse(); });
addEventListener("online", pulse);
// A page taken back from the browser's memory may be hours old.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
updated();
show();
pulse().then(again);
