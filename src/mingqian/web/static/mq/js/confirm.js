// The irreversible asks once more: data-confirm="id" opens that dialog, its form checks itself.
// The server checks the same again; this only saves a round trip.

/**
 * Show or hide the error of an input; returns whether the input is right.
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {boolean} right
 * @returns {boolean}
 */
function judge(input, right) {
  input.classList.toggle("is-invalid", !right);
  input.setAttribute("aria-invalid", String(!right));
  const error = document.getElementById(input.getAttribute("aria-describedby") ?? "");
  if (error) error.hidden = right;
  return right;
}

/**
 * @param {HTMLFormElement} form
 * @returns {boolean}
 */
function complete(form) {
  /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */
  const wrong = [];
  form.querySelectorAll("input, textarea").forEach((input) => {
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return;
    const typed = input.dataset.typed;
    const plain = input.value.replace(/[\s,，]/g, "").normalize("NFKC");
    if (typed !== undefined) {
      if (!judge(input, plain === typed)) wrong.push(input);
      else input.value = plain;
    }
    const must = "reason" in input.dataset || input.type === "password";
    if (must && !judge(input, input.value.trim() !== "")) wrong.push(input);
  });
  wrong[0]?.focus();
  return wrong.length === 0;
}

/**
 * @param {HTMLDialogElement} dialog
 */
function show(dialog) {
  if (dialog.open) dialog.close();
  dialog.showModal();
  const first = dialog.querySelector("input:not([type=hidden]), textarea, [data-confirm-back]");
  if (first instanceof HTMLElement) first.focus();
}

document.addEventListener("click", (event) => {
  const place = event.target;
  if (!(place instanceof Element)) return;
  const opener = place.closest("[data-confirm]");
  if (opener instanceof HTMLElement) {
    const dialog = document.getElementById(opener.dataset.confirm ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      show(dialog);
    }
  }
  const dialog = place.closest("[data-confirm-back]")?.closest("dialog");
  if (dialog instanceof HTMLDialogElement) dialog.close();
});

// What was wrong is not said any longer once it is right.
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset.typed === undefined) return;
  if (!input.classList.contains("is-invalid")) return;
  if (input.value.replace(/[\s,，]/g, "").normalize("NFKC") === input.dataset.typed) judge(input, true);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.matches("[data-confirm-form]") && !complete(form)) {
    event.preventDefault();
  }
});

// A page that comes back with an error shows the dialog again.
document.querySelectorAll("dialog[data-open]").forEach((dialog) => {
  if (dialog instanceof HTMLDialogElement) show(dialog);
});
