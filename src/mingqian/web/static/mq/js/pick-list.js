// Narrow a long list of check boxes to the lines that hold what is typed; checked lines stay.

/** @param {HTMLInputElement} input */
function narrow(input) {
  const list = document.querySelector(`[data-pick-list="${input.dataset.pickFilter}"]`);
  const wanted = input.value.trim();
  list?.querySelectorAll("label").forEach((line) => {
    const box = /** @type {HTMLInputElement | null} */ (line.querySelector("input"));
    line.hidden = wanted !== "" && !box?.checked && !line.textContent?.includes(wanted);
  });
}

document.querySelectorAll("[data-pick-filter]").forEach((input) => {
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    narrow(/** @type {HTMLInputElement} */ (input));
  });
  input.addEventListener("keyup", (event) => event.stopPropagation());
});
