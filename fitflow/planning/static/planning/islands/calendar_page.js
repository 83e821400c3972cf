// What stands around the calendar on its page: the tabs, the form that chooses a trainer, the address; what it is
// asked.
import { toast } from "#ui/toasts.js";

const TABS = ".calendar-bar .tab-row-item";

export function markView(view) {
  for (const link of document.querySelectorAll(TABS)) {
    if (new URL(link.href).searchParams.get("view") === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

export function withValues(url, values) {
  const address = new URL(url);
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  return address.href;
}

// Where the columns do not fit, the day that is meant is the first one to be seen.
export function scrollToDay(root, on) {
  requestAnimationFrame(() => {
    const head = root.querySelector(`.ec-header time[datetime="${on}"]`)?.parentElement;
    const main = root.querySelector(".ec-main");
    if (head && main) main.scrollLeft = head.offsetLeft - root.querySelector(".ec-header .ec-sidebar").offsetWidth;
  });
}

const YEAR = 365 * 24 * 60 * 60;

// The cookie in which views/calendar.py finds how the calendar was left. The day is not kept: it opens on today.
function keep({ mode, by }) {
  const left = document.cookie.split("; ").find((one) => one.startsWith("calendar="))?.slice("calendar=".length);
  const look = new URLSearchParams(decodeURIComponent(left ?? ""));
  for (const [name, value] of Object.entries({ mode, by })) look.set(name, value);
  const secure = location.protocol === "https:" ? "; secure" : "";
  const rest = `path=${location.pathname}; max-age=${YEAR}; samesite=lax${secure}`;
  document.cookie = `calendar=${encodeURIComponent(look)}; ${rest}`;
}

// They all say which day and view it is, so that the page opens as it was left.
export function remember(values) {
  history.replaceState(history.state, "", withValues(location.href, values));
  keep(values);
  for (const link of document.querySelectorAll(TABS)) link.href = withValues(link.href, values);
  for (const [name, value] of Object.entries(values)) {
    for (const field of document.querySelectorAll(`.calendar-filter [name="${name}"]`)) field.value = value;
  }
}

// What a script can read of an answer; a refusal is thrown with its words and code. The sign-in page or an error page
// of whatever stands between is no answer: `signed_out` also where somebody signed in anew, and this page is old.
export async function read(answer) {
  if (!answer.headers.get("Content-Type")?.includes("json")) {
    const isOut = answer.redirected || answer.status === 401 || answer.status === 403;
    throw Object.assign(new Error(String(answer.status)), { code: isOut ? "signed_out" : "no_answer" });
  }
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.detail), { code: said.code });
  return said;
}

// Says why nothing came: who is signed out gets a way in that leads back here; `other` is the word for what has none.
export function tell(error, words, other) {
  if (error.code === "signed_out") {
    toast(words.signedOut, "error", { link: { label: words.signIn, href: location.href } });
  } else if (!error.code || error.code === "no_answer") {
    toast(words[other], other === "stale" ? "warning" : "error");
  } else toast(error.message, "error");
}

// Asks the page's server, or posts to it.
export async function askServer(url, form) {
  const headers = { Accept: "application/json" };
  if (form) Object.assign(headers, JSON.parse(document.body.getAttribute("hx-headers")));
  const body = form && new URLSearchParams({ ...form, idempotency_key: crypto.randomUUID() });
  return read(await fetch(url, { method: form ? "POST" : "GET", headers, body }));
}
