// The ceremony hall: clocks that run, dice that are read, firms that are revealed one by one.
// Everything shown comes from the page; this script only decides what is seen when.

import { startReveal } from "./hall-reveal.js";
import { startDice } from "./hall-dice.js";

const POLL = 3000;
const quiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let skew = 0; // server time minus the time of this machine

/**
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function part(selector) {
  const found = document.querySelector(selector);
  return found instanceof HTMLElement ? found : null;
}

/** @returns {number} the time of the office, in milliseconds */
function officeTime() {
  return Date.now() + skew;
}

/**
 * Write a remaining time with the words of the page: 1 天 3 小时, 14 分 32 秒.
 * @param {number} left milliseconds
 * @param {DOMStringMap} words
 * @returns {string}
 */
function spoken(left, words) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const [days, hours, minutes] = [86400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} ${words.day} ${hours % 24} ${words.hour}`;
  if (hours) return `${hours} ${words.hour} ${minutes % 60} ${words.minute}`;
  return `${minutes} ${words.minute} ${seconds % 60} ${words.second}`;
}

function tick() {
  const clock = part("[data-hall-clock]");
  if (clock) {
    const at = new Date(officeTime());
    clock.textContent = at.toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  }
  const stage = part("[data-hall-stage]");
  const until = part("[data-hall-until]");
  if (!stage || !until) return;
  const left = Date.parse(until.dataset.hallUntil ?? "") - officeTime();
  until.textContent = spoken(left, stage.dataset);
  if (left <= 0 && "hallThen" in until.dataset) refresh();
}

/** Ask whether something changed; bring the new page in without leaving the full screen. */
async function poll() {
  const stage = part("[data-hall-stage]");
  if (!stage?.dataset.url || stage.dataset.dirty) return;
  try {
    const answer = await fetch(stage.dataset.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { version } = await answer.json();
    if (version !== stage.dataset.version) await refresh();
  } catch {
    // The network was away: the next question will tell.
  }
}

/** @returns {string} the address of the hall, also on the page that refused a number */
function address() {
  return part("[data-hall-stage]")?.dataset.hallAddress ?? window.location.pathname;
}

async function refresh() {
  const answer = await fetch(address());
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-hall]");
  const hall = part("[data-hall]");
  if (!fresh || !hall) return;
  hall.replaceChildren(...fresh.children);
  begin();
}

function begin() {
  const clock = part("[data-hall-clock]");
  if (clock?.dataset.now) skew = Date.parse(clock.dataset.now) - Date.now();
  const stage = part("[data-hall-stage]");
  if (!stage) return;
  // A refused number came from another address: a reload leads back to the hall.
  if (window.location.pathname !== address()) window.history.replaceState(null, "", address());
  startDice(stage);
  startReveal(stage, quiet);
  tick();
}

/** @param {boolean} light */
function paint(light) {
  part("[data-hall]")?.classList.toggle("mq-hall--light", light);
  window.localStorage.setItem("mq-hall-light", light ? "1" : "");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "l") {
    paint(!part("[data-hall]")?.classList.contains("mq-hall--light"));
  } else if (key === "f") {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  } else {
    return;
  }
  event.preventDefault();
});

if (window.localStorage.getItem("mq-hall-light")) paint(true);
begin();
window.setInterval(tick, 1000);
window.setInterval(poll, POLL);
