// What is typed into form[data-keep] stays in this tab until the server has it: a closed page, a
// lost connection or an expired log-in takes nothing away. It never leaves the device.

const FORM = document.querySelector("form[data-keep]");

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function typed(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrfmiddlewaretoken" && typeof value === "string") values[name] = value;
  }
  return values;
}

/**
 * Fill the form with what was kept for the same content; returns whether anything differs.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} values
 * @returns {boolean}
 */
function fill(form, values) {
  const now = typed(form);
  if (values.seen !== now.seen) return false;
  let changed = false;
  for (const [name, value] of Object.entries(values)) {
    if (name === "seen" || now[name] === value || (!now[name] && !value)) continue;
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    else continue;
    changed = true;
  }
  return changed;
}

if (FORM instanceof HTMLFormElement) {
  const key = `mq-keep-${FORM.dataset.keep}`;
  const kept = sessionStorage.getItem(key);
  if (kept && !("keepBound" in FORM.dataset)) {
    const note = document.querySelector("[data-kept]");
    if (fill(FORM, JSON.parse(kept)) && note instanceof HTMLElement) note.hidden = false;
  }
  FORM.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(typed(FORM)));
  });
}
