// What every page needs: the menu on phones, sheets that close, printing.

/**
 * Fold and unfold the side menu; without this script the link jumps to it by its address.
 * @param {HTMLElement} opener
 */
function openMenu(opener) {
  const side = document.getElementById(opener.getAttribute("aria-controls") ?? "");
  if (!side) return;
  const open = side.classList.toggle("mq-side--open");
  opener.setAttribute("aria-expanded", String(open));
  if (open) side.querySelector("a")?.focus();
}

/**
 * Close every open sheet but the one that was touched.
 * @param {EventTarget | null} touched
 */
function closeSheets(touched) {
  document.querySelectorAll("details[data-menu-close][open]").forEach((sheet) => {
    if (!(touched instanceof Node && sheet.contains(touched))) sheet.removeAttribute("open");
  });
}

document.addEventListener("click", (event) => {
  closeSheets(event.target);
  const place = event.target;
  if (!(place instanceof Element)) return;
  const opener = place.closest("[data-menu]");
  if (opener instanceof HTMLElement) {
    event.preventDefault();
    openMenu(opener);
  }
  if (place.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu-close][open]");
  closeSheets(null);
  open?.querySelector("summary")?.focus();
  const side = document.querySelector(".mq-side--open");
  if (side) {
    const opener = document.querySelector(`[aria-controls="${side.id}"]`);
    if (opener instanceof HTMLElement) {
      openMenu(opener);
      opener.focus();
    }
  }
});

// Filters ask again as soon as a choice is made; typing waits for the button.
document.addEventListener("change", (event) => {
  const place = event.target;
  if (place instanceof HTMLSelectElement && place.form?.matches("[data-filter]")) {
    place.form.requestSubmit();
  }
});
