// Firms are revealed in the order of their lots; then the count, who comes next, and the teams.
// Where we are stands in the address (#23, #s2), so that a reload goes on from there.

const PACE = 2000;
const HISTORY = 5;

/**
 * @typedef {object} Show
 * @property {HTMLElement} stage
 * @property {HTMLElement[]} slides
 * @property {HTMLLIElement[]} rows
 * @property {number} shown how many firms are revealed
 * @property {number} slide which slide is seen
 * @property {number} timer 0 when paused
 */

/** @type {Show | null} */
let show = null;

/**
 * @param {HTMLElement} stage
 * @param {boolean} quiet firms appear at once
 */
export function startReveal(stage, quiet) {
  if (show) window.clearInterval(show.timer);
  show = null;
  if (stage.dataset.phase !== "reveal") return;
  const slides = [...stage.querySelectorAll("[data-hall-slide]")].filter((s) => s instanceof HTMLElement);
  const rows = [...stage.querySelectorAll("[data-hall-rows] > li")].filter((r) => r instanceof HTMLLIElement);
  show = { stage, slides, rows, shown: 0, slide: 0, timer: 0 };
  const mark = window.location.hash.slice(1);
  if (/^[0-9]+$/.test(mark)) show.shown = Math.min(Number(mark), rows.length);
  if (/^s[0-9]+$/.test(mark)) {
    show.shown = rows.length;
    show.slide = Math.min(Number(mark.slice(1)), slides.length - 1);
  }
  if (quiet && !mark) show.shown = rows.length;
  draw(show);
}

/** @param {Show} now */
function draw(now) {
  now.slides.forEach((slide, place) => {
    slide.hidden = place !== now.slide;
  });
  now.rows.forEach((row, place) => {
    row.hidden = place >= now.shown - 1 || place < now.shown - 1 - HISTORY;
  });
  const list = now.stage.querySelector("[data-hall-rows]");
  // The newest stands first, under the one that was just drawn.
  list?.replaceChildren(...[...now.rows].reverse());
  current(now);
  for (const line of now.stage.querySelectorAll("[data-hall-stratum]")) stratum(now, line);
  const mark = now.slide ? `s${now.slide}` : String(now.shown);
  window.history.replaceState(null, "", `#${mark}`);
}

/** @param {Show} now */
function current(now) {
  const box = now.stage.querySelector("[data-hall-now]");
  const start = now.stage.querySelector("[data-hall-start]");
  const row = now.rows[now.shown - 1];
  if (start instanceof HTMLElement) start.hidden = Boolean(row);
  if (!(box instanceof HTMLElement)) return;
  box.hidden = !row;
  if (!row) return;
  const texts = {
    b: row.querySelector("b")?.textContent,
    strong: row.querySelector("span")?.textContent,
    i: row.dataset.stratumTitle,
    code: `${row.dataset.lot?.slice(0, 16)}…`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const place = box.querySelector(name);
    if (place) place.textContent = text ?? "";
  }
}

/**
 * @param {Show} now
 * @param {Element} line
 */
function stratum(now, line) {
  if (!(line instanceof HTMLElement)) return;
  const total = Number(line.dataset.total);
  const code = line.dataset.hallStratum;
  const done = now.rows.slice(0, now.shown).filter((row) => row.dataset.stratum === code).length;
  const words = line.querySelector("b");
  if (words) words.textContent = `${done} / ${total}`;
  line.querySelector("rect.u")?.setAttribute("width", String(total ? (100 * done) / total : 0));
}

/** @param {Show} now */
function forward(now) {
  if (now.slide === 0 && now.shown < now.rows.length) now.shown += 1;
  else if (now.slide < now.slides.length - 1) now.slide += 1;
  draw(now);
}

/** @param {Show} now */
function back(now) {
  if (now.slide > 0) now.slide -= 1;
  draw(now);
}

/** @param {Show} now */
function play(now) {
  if (now.timer) {
    window.clearInterval(now.timer);
    now.timer = 0;
    return;
  }
  const step = () => {
    if (now.slide > 0 || now.shown >= now.rows.length) {
      window.clearInterval(now.timer);
      now.timer = 0;
    } else {
      forward(now);
    }
  };
  step();
  now.timer = window.setInterval(step, PACE);
}

/** @param {Show} now */
function finish(now) {
  window.clearInterval(now.timer);
  now.timer = 0;
  now.shown = now.rows.length;
  draw(now);
}

document.addEventListener("keydown", (event) => {
  if (!show || event.ctrlKey || event.metaKey || event.altKey) return;
  const acts = { " ": play, ArrowRight: forward, ArrowLeft: back, End: finish };
  const act = acts[/** @type {keyof typeof acts} */ (event.key)];
  if (!act) return;
  event.preventDefault();
  act(show);
});
