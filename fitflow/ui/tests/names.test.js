import assert from "node:assert/strict";
import { test } from "node:test";

import { islandTable } from "#ui/names.js";

test("an element's module is found by its name in any app", () => {
  const table = islandTable({
    "#ui/countdown.js": "/static/ui/islands/countdown.abc.js",
    "#booking/day_board.js": "/static/booking/islands/day_board.js",
    lit: "/static/vendor/lit/index.js",
    "/static/vendor/lit/index.js": "/static/vendor/lit/index.abc.js",
  });

  assert.deepEqual(table, { "ff-countdown": "#ui/countdown.js", "ff-day-board": "#booking/day_board.js" });
});
