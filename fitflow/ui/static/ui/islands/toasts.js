// Short notes that go by themselves. They wait while the pointer or the focus is on them.
import { word } from "#ui/words.js";

const LOOKS = {
  success: ["green", "check-circle"],
  warning: ["amber", "alert"],
  error: ["red", "alert"],
  danger: ["red", "alert"],
  info: ["blue", "info"],
};
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

// Notes cover nothing that can be pressed. In a sheet they stand below its title. On a page they stand above what sticks
// to the bottom, else below the bar on top, else in the page; the end of the page can be scrolled clear of them.
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
  for (const side of sides) {
    for (const edge of ["bottom", "top"]) {
      put(edge, edges[edge], side);
      if (!coversSomething()) return;
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
    return bar.checkVisibility() && box.top > innerHeight / 2 && box.top < innerHeight && box.bottom > innerHeight - 120;
  });
  return Math.max(0, ...stuck.map((bar) => innerHeight - bar.getBoundingClientRect().top)) + GAP;
}

function belowBar() {
  const bar = document.querySelector(".top-bar, .desk-bar");
  return Math.max(0, bar?.getBoundingClientRect().bottom ?? 0) + GAP;
}

function coversSomething() {
  const notes = [...region.querySelectorAll("[data-toast]")].map((note) => note.getBoundingClientRect());
  return [...document.querySelectorAll(PRESSED)].some((element) => {
    if (region.contains(element) || !element.checkVisibility()) return false;
    const box = element.getBoundingClientRect();
    return notes.some((note) => box.left < note.right && box.right > note.left && box.top < note.bottom && box.bottom > note.top);
  });
}

// `link`: { label, href } of a way on.
export function toast(text, tone = "info", link = null) {
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
  region.append(note);
  place();
  leaveLater(note, SECONDS[tone] ?? 6);
}

function explain(status) {
  if (status === 401 || status === 403) return word("forbidden");
  if (status === 404) return word("gone");
  return status === 429 ? word("busy") : word("failed");
}

region?.querySelectorAll("[data-toast]").forEach((note) => leaveLater(note, 8));
document.addEventListener("ui:toasts", ({ detail }) => detail.value.forEach(({ text, tone }) => toast(text, tone)));
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
