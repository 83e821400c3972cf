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

export function focusErrors(part) {
  const summary = part.matches?.("[data-error-summary]") ? part : part.querySelector("[data-error-summary]");
  if (summary && !summary.closest("[data-sample]")) summary.focus();
}
