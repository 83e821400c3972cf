// One click, one request: a form that is under way is not sent again, its button shows it, a line on top if it lasts.
const running = new Set();

function show() {
  document.documentElement.toggleAttribute("data-loading", running.size > 0);
}

function begin(form, button) {
  running.add(form);
  button?.setAttribute("aria-busy", "true");
  show();
}

function end(form) {
  running.delete(form);
  const marked = [form, ...form.querySelectorAll("[aria-busy=true]"), ...(form.elements ?? [])];
  marked.forEach((element) => element.removeAttribute?.("aria-busy"));
  show();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (running.has(form)) {
    event.preventDefault();
    return;
  }
  begin(form, event.submitter);
  setTimeout(() => end(form), 15000); // A download answers without leaving the page.
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (elt.matches("form, button, a") && running.has(elt)) {
    event.preventDefault();
    return;
  }
  const { target } = requestConfig;
  if (target !== elt && !target.matches("body, dialog *")) target.dataset.waiting = "";
  begin(elt, requestConfig.triggeringEvent?.submitter ?? (elt.matches("button, a.btn") ? elt : null));
});
// Of an element that its own answer has replaced, the event comes from what is left around it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  delete detail.target?.dataset.waiting;
  end(detail.requestConfig.elt);
});
addEventListener("pageshow", (event) => event.persisted && [...running].forEach(end));
