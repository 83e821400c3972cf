// Native dialogs. <a data-sheet href="/page"> shows the page's sheet fragment; without a script it is a plain link.
const sheet = document.getElementById("sheet");
const confirmation = document.getElementById("confirm");

function show() {
  if (!sheet.open) sheet.showModal();
}

export function openSheet(url, title) {
  const body = sheet.querySelector(".sheet-body");
  sheet.querySelector(".sheet-title").textContent = title;
  body.replaceChildren();
  body.setAttribute("aria-busy", "true");
  show();
  const fallBack = (event) => {
    if (event.detail.target === body) location.assign(url);
  };
  document.addEventListener("htmx:responseError", fallBack);
  return htmx.ajax("GET", url, { target: body, swap: "innerHTML" }).finally(() => {
    body.removeAttribute("aria-busy");
    document.removeEventListener("htmx:responseError", fallBack);
  });
}

export function closeSheets() {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
}

const yes = confirmation.querySelector("[value=yes]");
const usual = yes.textContent;

export function ask(question, answer) {
  document.getElementById("confirm-text").textContent = question;
  yes.textContent = answer || usual;
  confirmation.returnValue = "";
  confirmation.showModal();
  return new Promise((resolve) => {
    confirmation.addEventListener("close", () => resolve(confirmation.returnValue === "yes"), { once: true });
  });
}

function plainClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("click", (event) => {
  if (!plainClick(event)) return;
  // "Not now" in a sheet leads back to the page under it; on a page of its own it is a plain link.
  const link = event.target.closest("[data-sheet], [data-opens], [data-closes], dialog [data-back]");
  if (!link) {
    const { target } = event;
    if (target.matches("dialog:modal") && isOutside(target, event)) target.close();
    return;
  }
  event.preventDefault();
  if (link.matches("[data-closes], [data-back]")) link.closest("dialog")?.close();
  else if (link.dataset.opens) document.getElementById(link.dataset.opens)?.showModal();
  else openSheet(link.href, link.dataset.sheet || link.getAttribute("aria-label") || link.textContent.trim());
});

function isOutside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "sheet-body") return;
  show(); // A form of the page may answer in the sheet.
  const named = detail.target.querySelector("[data-sheet-title]");
  const title = sheet.querySelector(".sheet-title");
  if (named) title.textContent = named.dataset.sheetTitle;
  if (!sheet.contains(document.activeElement)) title.focus(); // What had the focus was swapped away.
});
document.addEventListener("ui:close-sheet", closeSheets);

// hx-confirm, and data-confirm on plain forms, ask in the page's own dialog.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const { question, elt, issueRequest } = event.detail;
  ask(question, elt.dataset.confirmLabel).then((agreed) => agreed && issueRequest(true));
});
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form.dataset.confirm, form.dataset.confirmLabel).then((agreed) => {
      if (!agreed) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
  },
  true,
);
