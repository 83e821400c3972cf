import assert from "node:assert/strict";
import { test } from "node:test";

import { clockOffset, clockText, isMilestone, secondsLeft, urgency } from "#ui/deadline.js";

const UNTIL = "2026-11-20T18:40:00+01:00";
const NOW = "2026-11-20T18:30:00+01:00";

test("a clock that is an hour late shows the same time left", () => {
  const wrong = Date.parse(NOW) - 3600_000;
  const offset = clockOffset(NOW, wrong);

  assert.equal(secondsLeft(UNTIL, offset, wrong), 600);
  assert.equal(secondsLeft(UNTIL, offset, wrong + 61_000), 539);
});

test("nothing is left at the deadline and after it", () => {
  const end = Date.parse(UNTIL);

  assert.equal(secondsLeft(UNTIL, 0, end - 1), 0);
  assert.equal(secondsLeft(UNTIL, 0, end), 0);
  assert.equal(secondsLeft(UNTIL, 0, end + 5000), 0);
});

test("time is written as people read it", () => {
  assert.equal(clockText(0), "0:00");
  assert.equal(clockText(65), "1:05");
  assert.equal(clockText(3723), "1:02:03");
});

test("it grows urgent towards the end", () => {
  assert.deepEqual([600, 180, 60, 0].map(urgency), ["calm", "soon", "urgent", "ended"]);
});

test("it is said aloud rarely", () => {
  const said = Array.from({ length: 601 }, (_, second) => second).filter(isMilestone);

  assert.deepEqual(said, [0, 10, 30, 60, 120, 300, 600]);
});
