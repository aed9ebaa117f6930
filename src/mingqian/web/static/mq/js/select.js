// Rows that are chosen: the head box, the bar with the acts, "all that match".

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
function boxes(form) {
  return [...form.querySelectorAll("[data-select]")].filter((box) => box instanceof HTMLInputElement);
}

/**
 * Bring the bar, the rows and the head box to what is chosen.
 * @param {HTMLFormElement} form
 * @param {boolean} everything all that match, also on other pages
 */
function refresh(form, everything = false) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) {
    box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
  }
  const head = form.querySelector("[data-select-all]");
  if (head instanceof HTMLInputElement) {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const bar = form.querySelector("[data-bulk]");
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = chosen.length === 0;
  const value = bar.querySelector("[data-bulk-all-value]");
  if (value instanceof HTMLInputElement) value.value = everything ? "1" : "";
  const number = everything ? Number(form.dataset.matching) : chosen.length;
  const count = bar.querySelector("[data-bulk-count]");
  const words = everything ? bar.dataset.chosenAll : bar.dataset.chosen;
  if (count) count.textContent = (words ?? "#").replace("#", number.toLocaleString("en-US"));
  const more = bar.querySelector("[data-bulk-all]");
  if (more instanceof HTMLElement) {
    more.hidden = everything || chosen.length < all.length || Number(form.dataset.matching) <= all.length;
  }
}

/**
 * @param {Element} place
 * @returns {HTMLFormElement | null}
 */
function selectionOf(place) {
  const form = place.closest("form[data-selection]");
  return form instanceof HTMLFormElement ? form : null;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const form = selectionOf(box);
  if (!form) return;
  if ("selectAll" in box.dataset) for (const each of boxes(form)) each.checked = box.checked;
  if ("selectAll" in box.dataset || "select" in box.dataset) refresh(form);
});

document.addEventListener("click", (event) => {
  const place = event.target;
  if (!(place instanceof Element)) return;
  const form = selectionOf(place);
  if (!form) return;
  if (place.closest("[data-bulk-all]")) refresh(form, true);
  if (place.closest("[data-bulk-none]")) {
    for (const each of boxes(form)) each.checked = false;
    refresh(form);
  }
});

document.querySelectorAll("form[data-selection]").forEach((form) => {
  if (form instanceof HTMLFormElement) refresh(form);
});
