import assert from "node:assert/strict";
import test from "node:test";
import * as events from "#booking/calendar_events.js";

const SESSION = {
  id: "a", trainer: "t", title: "Vinyasa Flow", who: "Clara", start: "2026-11-20T18:30:00", end: "2026-11-20T19:30:00",
  status: "published", taken: 6, held: 1, places: 8, waiting: 2, tone: "teal", mine: true,
};
const WORDS = { waiting: "%s waiting", held: "%s held", draft: "Draft", cancelled: "Cancelled" };
const at = (hours, minutes) => new Date(2026, 10, 20, hours, minutes);

test("a drop is what the move form would send", () => {
  assert.deepEqual(events.dropped({ start: at(9, 5), end: at(10, 0) }), { on: "2026-11-20", starts: "09:05", ends: "10:00" });
  assert.equal(events.dropped({ start: at(9, 5), end: at(10, 0) }, "ben").trainer, "ben");
});

test("a stretch that is drawn fills the form for a new session, a day of a month only its day", () => {
  assert.deepEqual(events.drawn({ start: at(18, 0), end: at(19, 15) }, "t"), { on: "2026-11-20", starts: "18:00", ends: "19:15", trainer: "t" });
  assert.deepEqual(events.drawn({ start: at(0, 0), end: at(0, 0), allDay: true }, ""), { on: "2026-11-20" });
});

test("the end of a range is left out", () => {
  assert.equal(events.lastDay(new Date(2026, 11, 1)), "2026-11-30");
});

test("an address is made of a template and an id", () => {
  assert.equal(events.address("/s/x/desk/sessions/0000/move", "0000", "abc"), "/s/x/desk/sessions/abc/move");
  assert.equal(events.withQuery("/feed", { from: "2026-11-20", trainer: "" }), "/feed?from=2026-11-20&trainer=");
});

test("many trainers begin with a day, two share a week", () => {
  assert.equal(events.firstView({ manyTrainers: true }, false), "resourceTimeGridDay");
  assert.equal(events.firstView({ manyTrainers: false }, false), "resourceTimeGridWeek");
  assert.equal(events.firstView({ manyTrainers: false }, true), "resourceTimeGridDay");
  assert.equal(events.weekView({ manyTrainers: true }), "timeGridWeek");
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
  const from = (start, end) => ({ ...SESSION, start: `2026-11-20T${start}`, end: end.length > 5 ? end : `2026-11-20T${end}` });
  assert.deepEqual(events.hoursShown([]), { slotMinTime: "06:00", slotMaxTime: "22:00" });
  assert.deepEqual(events.hoursShown([from("04:51", "05:21")]), { slotMinTime: "04:00", slotMaxTime: "22:00" });
  assert.deepEqual(events.hoursShown([from("21:15", "22:15")]), { slotMinTime: "06:00", slotMaxTime: "23:00" });
  assert.deepEqual(events.hoursShown([from("22:00", "2026-11-21T00:00")]), { slotMinTime: "06:00", slotMaxTime: "24:00" });
  assert.deepEqual(events.hoursShown([from("23:30", "2026-11-21T00:30")]), { slotMinTime: "00:00", slotMaxTime: "24:00" });
});
