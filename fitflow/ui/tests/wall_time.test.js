import assert from "node:assert/strict";
import { test } from "node:test";

import { difference, studioOffset } from "#ui/wall_time.js";

test("the offset of a stamp is read in minutes", () => {
  assert.equal(studioOffset("2026-11-20T18:30:00+01:00"), 60);
  assert.equal(studioOffset("2026-11-20T18:30:00-03:30"), -210);
  assert.equal(studioOffset("2026-11-20T18:30:00Z"), 0);
});

test("a reader on the studio's clock sees nothing more", () => {
  assert.equal(difference("2026-11-20T18:30:00+01:00", 60), null);
});

test("a reader elsewhere sees the moment, and whether it is another day there", () => {
  const london = difference("2026-11-20T18:30:00+01:00", 0);
  const tokyo = difference("2026-11-20T18:30:00+01:00", 540);

  assert.equal(london.at.toISOString(), "2026-11-20T17:30:00.000Z");
  assert.equal(london.otherDay, false);
  assert.equal(tokyo.otherDay, true);
});
