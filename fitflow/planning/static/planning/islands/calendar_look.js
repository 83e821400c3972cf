// How a session looks on the calendar, and what assistive technology is told of the library's boxes.
import { moreWords, shares, weekView } from "#planning/calendar_events.js";
import { clockText, pageFormats } from "#ui/formats.js";

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function line(className, ...parts) {
  const made = element("span", className);
  made.append(...parts);
  return made;
}

// Booked spots solid, held ones hatched.
function bar(session) {
  const made = element("span", "event-bar");
  const { booked, held } = shares(session);
  for (const [name, share] of [["is-booked", booked], ["is-held", held]]) {
    const part = element("span", name);
    part.style.width = `${share}%`;
    made.append(part);
  }
  return made;
}

// Narrow columns have room for a title of two lines from this length on.
const TWO_LINES = 50 * 60_000;

export function contentOf({ event, view }, words) {
  const session = event.extendedProps;
  const formats = pageFormats();
  const isShort = event.end - event.start < TWO_LINES;
  const title = element("span", isShort ? "event-title is-short" : "event-title", session.title);
  const count = element("span", "event-count", `${session.taken}/${session.places}`);
  if (session.waiting) count.append(element("span", "event-waiting", ` +${session.waiting}`));
  const time = element("span", "event-time", clockText(event.start, formats));
  const more = element("span", "visually-hidden", moreWords(session, words));
  if (view.type === "dayGridMonth") return { domNodes: [time, title, count, more] };
  time.append(element("span", "event-end", `–${clockText(event.end, formats)}`));
  const second = line("event-line event-second", time);
  if (!view.type.startsWith("resource")) second.append(element("span", "event-who", session.who));
  return { domNodes: [line("event-line", title, count), second, more, bar(session)] };
}

// Every session of the month; the page scrolls.
export const MONTH = {
  titleFormat: { year: "numeric", month: "long" },
  dayHeaderFormat: { weekday: "short" },
  height: undefined,
};

// The week has a column for each trainer, or one for each day: a switch beside the views.
export function toolbarOf({ resources, words }, byTrainer, onSwitch) {
  const several = resources.length > 1 ? "byTrainer " : "";
  return {
    headerToolbar: {
      start: "prev,next today", center: "title",
      end: `${several}resourceTimeGridDay,${weekView(byTrainer)},dayGridMonth`,
    },
    customButtons: { byTrainer: { text: words.byTrainer, active: byTrainer, click: onSwitch } },
    buttonText: (usual) => ({
      ...usual, today: words.today, prev: words.prev, next: words.next, resourceTimeGridDay: words.day,
      resourceTimeGridWeek: words.week, timeGridWeek: words.week, dayGridMonth: words.month,
    }),
  };
}

// The columns of a week are narrow: first names do, unless two trainers share one.
export function columnName({ title }, resources) {
  const first = (name) => name.split(" ")[0];
  return resources.filter((one) => first(one.title) === first(title)).length > 1 ? title : first(title);
}

// The library claims to be a table it is not: its roles and labels on plain boxes go, those of buttons stay.
export function tidy(root) {
  requestAnimationFrame(() => {
    const byTrainer = root.querySelector(".ec-byTrainer");
    byTrainer?.setAttribute("aria-pressed", String(byTrainer.classList.contains("ec-active")));
    for (const part of root.querySelectorAll("[role]:not([role=button])")) part.removeAttribute("role");
    const labelled = root.querySelectorAll(".ec-main [aria-label]:not([role=button])");
    for (const part of labelled) part.removeAttribute("aria-label");
    // A week without a class has nothing else to focus, and would not scroll by keyboard.
    root.querySelector(".ec-main")?.setAttribute("tabindex", "0");
    for (const name of ["aria-colindex", "aria-colspan"]) {
      for (const part of root.querySelectorAll(`[${name}]`)) part.removeAttribute(name);
    }
  });
}
