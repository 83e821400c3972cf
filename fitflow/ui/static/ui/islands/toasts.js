// Short notes that go by themselves. They wait while the pointer or the focus is on them.
import { word } from "#ui/words.js";

const LOOKS = {
  success: ["green", "check-circle"],
  warning: ["amber", "alert"],
  error: ["red", "alert"],
  danger: ["red", "alert"],
  info: ["blue", "info"],
};
const UNDO_SECONDS = 10;
const SECONDS = { error: 12, danger: 12, warning: 9 };
const region = document.getElementById("toasts");

function leaveLater(note, seconds) {
  const busy = () => note.matches(":hover, :focus-within");
  setTimeout(() => (busy() ? leaveLater(note, 2) : take(note)), seconds * 1000);
}

function take(note) {
  note.remove();
  place();
}

// Notes cover nothing that can be pressed. In a sheet they stand below its title. On a page they stand above what
// sticks to the bottom, else below the bar on top, else in the page; the end of the page can be scrolled clear of them.
const PRESSED = ".btn, button, input, select, textarea, summary, a.row-title";
const BARS = ".tab-bar, .form-foot, .spot-cta";
const GAP = 12;

function place() {
  if (!region || region.closest("dialog")) return;
  const notes = region.querySelector("[data-toast]");
  document.documentElement.style.paddingBottom = notes ? `${region.offsetHeight + GAP}px` : "";
  if (!notes) return;
  const edges = { bottom: aboveBars(), top: belowBar() };
  const main = document.getElementById("main");
  const middle = innerWidth / 2 - region.offsetWidth / 2;
  const sides = innerWidth < 768 ? [""] : ["", middle, main.getBoundingClientRect().left + GAP];
  for (const kept of [`${PRESSED}, a`, PRESSED]) {
    for (const side of sides) {
      for (const edge of ["bottom", "top"]) {
        put(edge, edges[edge], side);
        if (!covers(kept)) return;
      }
    }
  }
  if (scrollY > GAP) put("bottom", edges.bottom, "");
  else main.prepend(region);
}

function put(edge, distance, side = "") {
  if (region.parentElement !== document.body) document.body.append(region);
  region.style.inset = "";
  region.style[edge] = `${distance}px`;
  if (edge === "top") region.style.bottom = "auto";
  if (side === "") return;
  region.style.left = `${side}px`;
  region.style.right = "auto";
}

function aboveBars() {
  const stuck = [...document.querySelectorAll(BARS)].filter((bar) => {
    const box = bar.getBoundingClientRect();
    const isLow = box.top > innerHeight / 2 && box.top < innerHeight && box.bottom > innerHeight - 120;
    return isLow && bar.checkVisibility();
  });
  return Math.max(0, ...stuck.map((bar) => innerHeight - bar.getBoundingClientRect().top)) + GAP;
}

function belowBar() {
  const bar = document.querySelector(".top-bar, .desk-bar");
  return Math.max(0, bar?.getBoundingClientRect().bottom ?? 0) + GAP;
}

function meets(one, other) {
  const isBeside = one.left >= other.right || one.right <= other.left;
  return !isBeside && one.top < other.bottom && one.bottom > other.top;
}

function covers(kept) {
  const notes = [...region.querySelectorAll("[data-toast]")].map((note) => note.getBoundingClientRect());
  return [...document.querySelectorAll(kept)].some((element) => {
    if (region.contains(element) || !element.checkVisibility()) return false;
    const box = element.getBoundingClientRect();
    return notes.some((note) => meets(box, note));
  });
}

// `link`: { label, href } of a way on. `undo`: { url, token } takes back what is told, while the note is there.
export function toast(text, tone = "info", { link = null, undo = null } = {}) {
  if (!region || !text) return;
  // A modal dialog hides everything outside it, so the notes move in while it is open.
  const dialog = document.querySelector("dialog:modal");
  const head = dialog?.querySelector(".sheet-head");
  if (head) head.after(region);
  else dialog?.prepend(region);
  if (dialog) region.style.inset = "";
  const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  const [colour, drawing] = LOOKS[tone] ?? LOOKS.info;
  const use = note.querySelector("use");
  const sprite = note.querySelector("[data-toast-close] use").getAttribute("href").split("#")[0];
  note.classList.add(`tone-${colour}`);
  use.setAttribute("href", `${sprite}#${drawing}`);
  note.querySelector(".toast-text").textContent = text;
  const way = note.querySelector("[data-toast-link]");
  if (link) Object.assign(way, { textContent: link.label, href: link.href, hidden: false });
  else way.remove();
  offerUndo(note, undo);
  region.append(note);
  place();
  if (!undo) leaveLater(note, SECONDS[tone] ?? 6);
}

// Only the last act can be taken back from here, by the button or by Ctrl+Z.
function offerUndo(note, undo) {
  const button = note.querySelector("[data-toast-undo]");
  if (!undo) return button?.remove();
  region.querySelectorAll("[data-toast-undo]").forEach((other) => other.closest("[data-toast]").remove());
  button.hidden = false;
  button.addEventListener("click", () => {
    take(note);
    htmx.ajax("POST", undo.url, { values: { token: undo.token }, swap: "none" });
  });
  setTimeout(() => take(note), UNDO_SECONDS * 1000);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input, textarea, select, [contenteditable]");
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping) return;
  const button = region?.querySelector("[data-toast-undo]");
  if (!button) return;
  event.preventDefault();
  button.click();
});

function explain(status) {
  if (status === 401 || status === 403) return word("forbidden");
  if (status === 404) return word("gone");
  return status === 429 ? word("busy") : word("failed");
}

region?.querySelectorAll("[data-toast]").forEach((note) => {
  leaveLater(note, note.querySelector("[data-toast-undo]") ? UNDO_SECONDS : 8);
});
document.addEventListener("ui:toasts", ({ detail }) => {
  detail.value.forEach(({ text, tone, undo }) => toast(text, tone, { undo }));
});
document.addEventListener("htmx:responseError", ({ detail }) => toast(explain(detail.xhr.status), "error"));
document.addEventListener("htmx:sendError", () => toast(word("offline"), "error"));
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-toast-close]");
  if (close) take(close.closest("[data-toast]"));
});
document.addEventListener(
  "close",
  () => {
    if (!region) return;
    document.body.append(region);
    place();
  },
  true,
);
for (const name of ["resize", "scrollend", "htmx:afterSettle"]) addEventListener(name, place);
place();
