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
  setTimeout(() => (busy() ? leaveLater(note, 2) : note.remove()), seconds * 1000);
}

// `link`: { label, href } of a way on.
export function toast(text, tone = "info", link = null) {
  if (!region || !text) return;
  // A modal dialog hides everything outside it, so the notes move in while it is open.
  (document.querySelector("dialog:modal") ?? document.body).append(region);
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
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});
document.addEventListener("close", () => region && document.body.append(region), true);
