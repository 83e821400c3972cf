import assert from "node:assert/strict";
import { test } from "node:test";

import { clockStyle, clockText, pageFormats } from "#ui/formats.js";

const HALF_PAST_SIX = new Date(Date.UTC(2026, 10, 20, 18, 30));
const plain = (text) => text.replace(/\s/g, " "); // ICU writes thin blanks.
const shown = (locale, hourCycle, style) =>
  plain(clockText(HALF_PAST_SIX, { locale, hourCycle }, { timeZone: "UTC", ...style }));

// The same texts stand in core/tests/test_formats.py.
test("times are those that the server writes", () => {
  assert.equal(shown("en-GB", "h23"), "18:30");
  assert.equal(shown("en-GB", "h12"), "6:30 pm");
  assert.equal(shown("en-US", "h12"), "6:30 PM");
  assert.equal(shown("en-US", "h23"), "18:30");
  assert.equal(shown("en-AU", "h12"), "6:30 pm");
  assert.equal(shown("en-IE", "h23"), "18:30");
});

test("midnight begins the day on both clocks", () => {
  const midnight = new Date(Date.UTC(2026, 10, 20));
  const at = (hourCycle) => plain(clockText(midnight, { locale: "en-GB", hourCycle }, { timeZone: "UTC" }));

  assert.equal(at("h23"), "00:00");
  assert.equal(at("h12"), "12:00 am");
});

test("another day is named before the time", () => {
  assert.equal(shown("en-GB", "h23", { weekday: "short", day: "numeric" }), "Fri 20, 18:30");
});

test("a page says its formats on its root, and one that does not is British", () => {
  const page = { lang: "en", dataset: { locale: "en-US", clock: "h12" } };
  assert.deepEqual(pageFormats(page), { locale: "en-US", hourCycle: "h12" });
  assert.deepEqual(pageFormats({ lang: "", dataset: {} }), { locale: "en-GB", hourCycle: "h23" });
});

test("hours of a twelve-hour clock have no leading zero", () => {
  assert.deepEqual(clockStyle({ hourCycle: "h12" }), { hour: "numeric", minute: "2-digit", hourCycle: "h12" });
});
