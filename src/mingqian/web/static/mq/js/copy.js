// Buttons with data-copy put their text on the clipboard and say that they did.

/**
 * Copy a text, also on plain-http addresses of an office network, where the clipboard API is shut.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  }
  return copyBySelection(text);
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function copyBySelection(text) {
  const box = document.createElement("textarea");
  box.value = text;
  box.readOnly = true;
  box.className = "visually-hidden";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

document.addEventListener("click", async (event) => {
  const place = event.target;
  if (!(place instanceof Element)) return;
  const button = place.closest("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  const done = await copy(button.dataset.copy ?? "");
  const words = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
  if (!words) return;
  const before = button.dataset.copyWord ?? words.textContent ?? "";
  button.dataset.copyWord = before;
  button.setAttribute("aria-live", "polite");
  const { copied, copyByHand } = document.documentElement.dataset;
  words.textContent = (done ? copied : copyByHand) ?? before;
  window.setTimeout(() => {
    words.textContent = before;
  }, 2000);
});
