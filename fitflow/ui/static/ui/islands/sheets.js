// Native dialogs. <a data-sheet href="/page"> shows the page's sheet fragment; without a script it is a plain link.
// What the sheet shows has the address of its page: Back closes the sheet, and the address can be shared or reloaded.
const sheet = document.getElementById("sheet");
const confirmation = document.getElementById("confirm");

// The address of the page under the sheet, while one is open; and where the focus goes when its opener is gone.
let under = "";
let leaves = false;
let origin = null;

function show(opener = document.activeElement) {
  if (sheet.open) return;
  origin = { opener, marks: marksOf(opener) };
  sheet.showModal();
}

function enter(url, title) {
  const state = { sheet: { url, title, under: under || location.href } };
  if (under) history.replaceState(state, "", url);
  else history.pushState(state, "", url);
  under = state.sheet.under;
}

function leave() {
  if (!under) return;
  under = "";
  leaves = Boolean(history.state?.sheet);
  if (leaves) history.back();
}

// Before htmx, which would fetch the page again that is still there.
addEventListener(
  "popstate",
  (event) => {
    const opened = event.state?.sheet;
    if (leaves || under || opened) event.stopImmediatePropagation();
    if (leaves) leaves = false;
    else if (opened) reopen(opened);
    else if (under) {
      under = "";
      closeSheets();
    }
  },
  true,
);

function reopen({ url, title, under: page }) {
  under = page;
  openSheet(url, title);
}

// What leads to the same thing: its links begin alike, or it stands in the same part of the page.
function marksOf(opener) {
  const link = opener?.closest?.("a[href], form[action]");
  const path = link?.getAttribute("href") ?? link?.getAttribute("action") ?? "";
  const [start] = path.match(/^.*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) ?? [];
  const part = opener?.closest?.("[id]");
  return { start, part: part && part !== document.body ? part.id : "main" };
}

function focusOrigin() {
  if (!origin || sheet.open || origin.opener?.isConnected || document.activeElement !== document.body) return;
  const { start, part } = origin.marks;
  const place = document.getElementById(part) ?? document.getElementById("main");
  const found = (start && document.querySelector(`a[href^="${start}"]`)) || place;
  if (found === place && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  found.focus({ preventScroll: true });
}

sheet.addEventListener("close", () => {
  leave();
  focusOrigin();
});
document.addEventListener("htmx:afterSettle", focusOrigin);

export function openSheet(url, title) {
  enter(url, title);
  const body = sheet.querySelector(".sheet-body");
  sheet.querySelector(".sheet-title").textContent = title;
  body.replaceChildren();
  body.setAttribute("aria-busy", "true");
  show();
  const fallBack = (event) => {
    if (event.detail.target === body) location.replace(url);
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
  show(detail.requestConfig?.elt); // A form of the page may answer in the sheet.
  const shown = addressOf(detail);
  if (shown) enter(shown, sheet.querySelector(".sheet-title").textContent);
  const named = detail.target.querySelector("[data-sheet-title]");
  const title = sheet.querySelector(".sheet-title");
  if (named) title.textContent = named.dataset.sheetTitle;
  if (!sheet.contains(document.activeElement)) title.focus(); // What had the focus was swapped away.
});
document.addEventListener("ui:close-sheet", closeSheets);

// The address of what was swapped in. The answer to a form that was refused has none.
function addressOf({ xhr, requestConfig, pathInfo }) {
  const url = new URL(xhr.responseURL);
  const isMoved = url.pathname !== new URL(pathInfo.finalRequestPath, location.href).pathname;
  if (url.origin !== location.origin || (requestConfig.verb !== "get" && !isMoved)) return "";
  url.searchParams.delete("just");
  return url.pathname + url.search;
}

// The server asks which page lies under the sheet.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (under) detail.headers["HX-Current-URL"] = under;
});

// On a phone the handle is drawn down to close.
document.addEventListener("pointerdown", ({ target, pointerId, clientY: from }) => {
  const grip = target.closest?.(".sheet-grip");
  const dialog = grip?.closest("dialog:modal");
  if (!dialog) return;
  const ends = new AbortController();
  const follow = ({ clientY }) => (dialog.style.translate = `0 ${Math.max(0, clientY - from)}px`);
  const end = ({ type, clientY }) => {
    ends.abort();
    dialog.style.translate = "";
    if (type === "pointerup" && clientY - from > 80) dialog.close();
  };
  grip.setPointerCapture(pointerId);
  grip.addEventListener("pointermove", follow, ends);
  grip.addEventListener("pointerup", end, ends);
  grip.addEventListener("pointercancel", end, ends);
});

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
