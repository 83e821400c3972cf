// Sessions as the calendar draws them, and what a drag asks for. All times are floating: the wall clock of the studio.
const two = (number) => String(number).padStart(2, "0");

export function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function clockOf(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

// The last day of a range whose end is left out.
export function lastDay(end) {
  const before = new Date(end);
  before.setDate(before.getDate() - 1);
  return dayOf(before);
}

// What the move form would send for an event dropped here; without a column the trainer stays.
export function dropped({ start, end }, trainer) {
  const values = { on: dayOf(start), starts: clockOf(start), ends: clockOf(end) };
  if (dayOf(end) !== values.on) values.overnight = "on";
  return trainer ? { ...values, trainer } : values;
}

// A stretch somebody drew: the values of the form for a new session. In a month a day has no times.
export function drawn({ start, end, allDay }, trainer) {
  const values = allDay ? { on: dayOf(start) } : dropped({ start, end });
  return trainer ? { ...values, trainer } : values;
}

export function address(template, nowhere, id) {
  return template.replace(nowhere, id);
}

export function withQuery(url, values) {
  return `${url}?${new URLSearchParams(values)}`;
}

// A week has a column for each day until somebody wants one for each trainer.
export function isByTrainer({ by }) {
  return by === "trainer";
}

// The studio's offset from UTC. The library (5.10.1) takes none at all for "no zone given" and shows the browser's
// time: a studio on UTC gets a minute less, and its line of now stands a minute late.
export function zoneOf(offset) {
  return offset === "+00:00" ? "-00:01" : offset;
}

export function weekView(byTrainer) {
  return byTrainer ? "resourceTimeGridWeek" : "timeGridWeek";
}

export function firstView(data, isNarrow) {
  const mode = data.mode || (isNarrow ? "day" : "week");
  const week = weekView(isByTrainer(data));
  return { day: "resourceTimeGridDay", week, month: "dayGridMonth" }[mode];
}

// Columns share the room while a class can be read in them; else they are wider, and one scrolls sideways.
export function columnWidth(room, isNarrow) {
  if (room >= (isNarrow ? 96 : 90)) return undefined;
  return isNarrow ? "9rem" : "5.75rem";
}

export function modeOf(view) {
  return view.endsWith("Day") ? "day" : view.endsWith("Week") ? "week" : "month";
}


// What is not written on an event but belongs to its name.
export function moreWords(session, words) {
  const said = [session.who];
  if (session.waiting) said.push(words.waiting.replace("%s", session.waiting));
  if (session.held) said.push(words.held.replace("%s", session.held));
  if (session.status === "draft") said.push(words.draft);
  if (session.status === "cancelled") said.push(words.cancelled);
  return `, ${said.join(", ")}`;
}

export function classesOf(session) {
  const names = [`tone-${session.tone}`];
  if (session.status === "draft") names.push("is-draft");
  if (session.status === "cancelled") names.push("is-cancelled");
  if (session.status === "completed") names.push("is-over");
  if (session.held && session.places === 1) names.push("is-held");
  return names;
}

export function asEvent(session) {
  return {
    id: session.id,
    resourceIds: [session.trainer],
    start: session.start,
    end: session.end,
    title: session.title,
    editable: session.mine,
    classNames: classesOf(session),
    extendedProps: session,
  };
}

// The hours to show: six in the morning to ten at night, and whole hours around what lies outside of them.
export function hoursShown(sessions) {
  let [first, last] = [6, 22];
  for (const { start, end } of sessions) {
    const isOvernight = end.slice(0, 10) > start.slice(0, 10);
    const ends = Number(end.slice(11, 13)) + (end.slice(14, 16) === "00" ? 0 : 1);
    first = isOvernight && ends ? 0 : Math.min(first, Number(start.slice(11, 13)));
    last = isOvernight ? 24 : Math.max(last, ends);
  }
  return { slotMinTime: `${two(first)}:00`, slotMaxTime: `${two(last)}:00` };
}

// Where the hours are scrolled to: on the day itself around now, else to the first session after the night; to one of
// the night when there is no other, and to the morning when there is none at all.
const NIGHT_ENDS = "04:00";

export function opensAt(sessions, { on, today, morning, aroundNow }) {
  if (on === today) return aroundNow;
  const starts = sessions.map(({ start }) => start.slice(11, 16)).sort();
  return starts.find((start) => start >= NIGHT_ENDS) ?? starts[0] ?? morning;
}

// Shares of the spots for the bar in an event: booked, then held.
export function shares({ taken, held, places }) {
  const share = (count) => (places ? Math.min(100, Math.round((100 * count) / places)) : 0);
  const booked = share(taken);
  return { booked, held: Math.min(100 - booked, share(held)) };
}
