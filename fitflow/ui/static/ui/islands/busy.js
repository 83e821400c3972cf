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

// Somebody went back to this page: a bare button that is pressed again is another attempt. A form that says something
// keeps its key, so that sent with a correction it is asked about, and sent as it is it leads to what was saved.
const BARE = ["", "csrfmiddlewaretoken", "idempotency_key", "expected"];

function renewKeys() {
  for (const key of document.querySelectorAll("input[type=hidden][name=idempotency_key]")) {
    const isBare = [...key.form.elements].every((field) => BARE.includes(field.name));
    if (isBare) key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  }
}

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  [...running].forEach(end);
  renewKeys();
  // What has a deadline, or was just decided, is looked at again: it may be booked by now.
  if (document.querySelector("[data-fresh]")) location.reload();
});
