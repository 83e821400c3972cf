import assert from "node:assert/strict";
import test from "node:test";
import * as events from "#planning/calendar_events.js";

const SESSION = {
  id: "a", trainer: "t", title: "Vinyasa Flow", who: "Clara", start: "2026-11-20T18:30:00", end: "2026-11-20T19:30:00",
  status: "published", taken: 6, held: 1, places: 8, waiting: 2, tone: "teal", mine: true,
};
const WORDS = { waiting: "%s waiting", held: "%s held", draft: "Draft", cancelled: "Cancelled" };
const at = (hours, minutes) => new Date(2026, 10, 20, hours, minutes);

test("a drop is what the move form would send", () => {
  const dropped = events.dropped({ start: at(9, 5), end: at(10, 0) });
  assert.deepEqual(dropped, { on: "2026-11-20", starts: "09:05", ends: "10:00" });
  assert.equal(events.dropped({ start: at(9, 5), end: at(10, 0) }, "ben").trainer, "ben");
  assert.equal(events.dropped({ start: at(23, 0), end: at(24, 0) }).overnight, "on");
});

test("a stretch that is drawn fills the form for a new session, a day of a month only its day", () => {
  const drawn = events.drawn({ start: at(18, 0), end: at(19, 15) }, "t");
  assert.deepEqual(drawn, { on: "2026-11-20", starts: "18:00", ends: "19:15", trainer: "t" });
  assert.deepEqual(events.drawn({ start: at(0, 0), end: at(0, 0), allDay: true }, ""), { on: "2026-11-20" });
});

test("the end of a range is left out", () => {
  assert.equal(events.lastDay(new Date(2026, 11, 1)), "2026-11-30");
});

test("an address is made of a template and an id", () => {
  assert.equal(events.address("/s/x/desk/sessions/0000/move", "0000", "abc"), "/s/x/desk/sessions/abc/move");
  assert.equal(events.withQuery("/feed", { from: "2026-11-20", trainer: "" }), "/feed?from=2026-11-20&trainer=");
});

const these = (count, changes = {}) => ({
  resources: Array(count).fill({}), by: "", mode: "", ...changes,
});

test("no studio is without an offset", () => {
  assert.deepEqual(["+00:00", "+05:30", "-03:00"].map(events.zoneOf), ["-00:01", "+05:30", "-03:00"]);
});

test("a desk begins with a week of days, a phone with the day", () => {
  assert.deepEqual([2, 9].map((count) => events.firstView(these(count), false)), ["timeGridWeek", "timeGridWeek"]);
  assert.equal(events.firstView(these(2), true), "resourceTimeGridDay");
});

test("a week has a column for each trainer for whoever wants it so", () => {
  assert.deepEqual(["", "day", "trainer"].map((by) => events.isByTrainer(these(3, { by }))), [false, false, true]);
});

test("the address says with which view to begin", () => {
  assert.equal(events.firstView(these(5, { mode: "week" }), false), "timeGridWeek");
  assert.equal(events.firstView(these(5, { mode: "week", by: "trainer" }), true), "resourceTimeGridWeek");
  assert.equal(events.firstView(these(1, { mode: "month" }), false), "dayGridMonth");
  const views = ["timeGridWeek", "resourceTimeGridDay", "dayGridMonth"];
  assert.deepEqual(views.map(events.modeOf), ["week", "day", "month"]);
});

test("columns share the room until nothing could be read in them", () => {
  assert.equal(events.columnWidth(90, false), undefined);
  assert.equal(events.columnWidth(89, false), "5.75rem");
  assert.equal(events.columnWidth(47, true), "9rem");
});

test("an event belongs to its trainer's column, and is dragged by whoever may", () => {
  const event = events.asEvent({ ...SESSION, mine: false });
  assert.deepEqual([event.resourceIds, event.editable, event.classNames], [["t"], false, ["tone-teal"]]);
});

test("drafts, cancelled ones, what is over and a held place of one look different", () => {
  const look = (changes) => events.classesOf({ ...SESSION, ...changes }).slice(1);
  assert.deepEqual(look({ status: "draft" }), ["is-draft"]);
  assert.deepEqual(look({ status: "cancelled" }), ["is-cancelled"]);
  assert.deepEqual(look({ status: "completed" }), ["is-over"]);
  assert.deepEqual(look({ places: 1, taken: 0 }), ["is-held"]);
});

test("the bar shows booked and held places, never more than all", () => {
  assert.deepEqual(events.shares(SESSION), { booked: 75, held: 13 });
  assert.deepEqual(events.shares({ taken: 9, held: 3, places: 8 }), { booked: 100, held: 0 });
  assert.deepEqual(events.shares({ taken: 0, held: 0, places: 0 }), { booked: 0, held: 0 });
});

test("the name of an event says what is not written on it", () => {
  assert.equal(events.moreWords(SESSION, WORDS), ", Clara, 2 waiting, 1 held");
  assert.equal(events.moreWords({ ...SESSION, waiting: 0, held: 0, status: "draft" }, WORDS), ", Clara, Draft");
});

test("whole hours are shown, from six to ten and around what lies outside", () => {
  const on = (time) => (time.length > 5 ? time : `2026-11-20T${time}`);
  const from = (start, end) => ({ ...SESSION, start: on(start), end: on(end) });
  assert.deepEqual(events.hoursShown([]), { slotMinTime: "06:00", slotMaxTime: "22:00" });
  assert.deepEqual(events.hoursShown([from("04:51", "05:21")]), { slotMinTime: "04:00", slotMaxTime: "22:00" });
  assert.deepEqual(events.hoursShown([from("21:15", "22:15")]), { slotMinTime: "06:00", slotMaxTime: "23:00" });
  const untilMidnight = events.hoursShown([from("22:00", "2026-11-21T00:00")]);
  assert.deepEqual(untilMidnight, { slotMinTime: "06:00", slotMaxTime: "24:00" });
  const overMidnight = events.hoursShown([from("23:30", "2026-11-21T00:30")]);
  assert.deepEqual(overMidnight, { slotMinTime: "00:00", slotMaxTime: "24:00" });
});

test("a day opens around now, another one at its first session after the night, an empty one in the morning", () => {
  const starting = (...starts) => starts.map((start) => ({ ...SESSION, start: `2026-11-20T${start}:00` }));
  const clock = { on: "2026-11-20", today: "2026-11-18", morning: "06:00", aroundNow: "14:00" };
  assert.equal(events.opensAt(starting("18:00", "02:30", "09:15"), clock), "09:15");
  assert.equal(events.opensAt(starting("05:30", "09:15"), clock), "05:30");
  assert.equal(events.opensAt(starting("03:00", "01:00"), clock), "01:00");
  assert.equal(events.opensAt([], clock), "06:00");
  assert.equal(events.opensAt(starting("09:15"), { ...clock, today: "2026-11-20" }), "14:00");
});
