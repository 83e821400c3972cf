// Keyboard path to the search, filters that send themselves, the focus on what is wrong.
const typing = (element) => element?.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
  const field = document.querySelector("[data-search]");
  if (!field || document.querySelector("dialog:modal")) return;
  event.preventDefault();
  field.focus();
  field.select();
});

let later;
const send = (form, wait) => {
  clearTimeout(later);
  later = setTimeout(() => form.requestSubmit(), wait);
};
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (form?.hasAttribute("data-autosubmit") && target.type !== "search") send(form, 0);
});
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.hasAttribute("data-autosubmit") && target.type === "search") send(form, 400);
});

// What was wrong with a field is not wrong any more as soon as it is changed; the server says whether it is right now.
function forgive({ target }) {
  const field = target.closest?.(".field");
  if (!target.matches("[aria-invalid=true], .is-invalid") && !field?.querySelector(".field-error")) return;
  const controls = field ? [...field.querySelectorAll("[aria-invalid], .is-invalid")] : [target];
  for (const control of controls) {
    control.removeAttribute("aria-invalid");
    control.classList.remove("is-invalid");
  }
  field?.querySelectorAll(".field-error").forEach((note) => note.remove());
  const summary = target.form?.querySelector("[data-error-summary]");
  const ids = [target.id, field?.id].filter(Boolean);
  ids.forEach((id) => summary?.querySelector(`a[href="#${CSS.escape(id)}"]`)?.closest("li").remove());
  if (summary && !summary.querySelector("li")) summary.remove();
}

document.addEventListener("input", forgive);
document.addEventListener("change", forgive);

export function focusErrors(part) {
  const summary = part.matches?.("[data-error-summary]") ? part : part.querySelector("[data-error-summary]");
  if (summary && !summary.closest("[data-sample]")) summary.focus();
}
