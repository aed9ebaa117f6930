// Dice are typed as they are read: 0–9 fills the next box, R says that one fell and is thrown again.

const COUNT = 20;

/**
 * Fill the boxes with what the input holds; the next one to read is marked.
 * @param {HTMLElement} stage
 * @param {HTMLInputElement} input
 */
function fill(stage, input) {
  stage.querySelectorAll("[data-hall-die]").forEach((box, place) => {
    const digit = input.value[place] ?? "";
    const shown = box.querySelector("span");
    if (shown) shown.textContent = digit || (place === input.value.length ? "?" : "");
    box.classList.remove("mq-die--bad");
    box.classList.toggle("mq-die--now", place === input.value.length);
    box.classList.toggle("mq-die--todo", place > input.value.length);
  });
  if (input.value) stage.dataset.dirty = "1";
  else delete stage.dataset.dirty;
}

/**
 * @param {HTMLElement} stage
 * @param {string | undefined} words with # for the number
 * @param {number} number
 */
function tell(stage, words, number) {
  const alert = stage.querySelector("[data-hall-alert]");
  if (alert) alert.textContent = (words ?? "").replace("#", String(number));
}

/** @param {HTMLElement} stage */
export function startDice(stage) {
  const input = stage.querySelector("[data-hall-digits]");
  if (!(input instanceof HTMLInputElement)) return;
  const words = stage.dataset;
  const form = input.form;
  if (!stage.querySelector(".mq-die--bad")) fill(stage, input);
  input.focus();
  input.addEventListener("input", () => {
    const wrong = input.value.search(/[^0-9]/);
    if (wrong >= 0) {
      tell(stage, words.wrongDie, wrong + 1);
      input.value = input.value.replace(/[^0-9]/g, "");
    } else {
      tell(stage, "", 0);
    }
    input.value = input.value.slice(0, COUNT);
    fill(stage, input);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "r") return;
    event.preventDefault();
    tell(stage, words.againDie, Math.min(input.value.length + 1, COUNT));
  });
  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    const discards = button instanceof HTMLElement && "hallDiscard" in button.dataset;
    if (!discards && input.value.length < COUNT) {
      event.preventDefault();
      tell(stage, words.short, COUNT - input.value.length);
    }
  });
}
