import assert from "node:assert/strict";
import { test } from "node:test";

import { slugOf } from "#organizations/slugs.js";

for (const [name, slug] of [
  ["Northside Yoga", "northside-yoga"],
  ["  Café Kraft & Co. ", "cafe-kraft-co"],
  ["Straße 42", "strasse-42"],
  ["Ana's Gym", "anas-gym"],
  ["X", ""],
  ["日本", ""],
  ["a".repeat(80), "a".repeat(50)],
]) {
  test(`makes ${slug || "nothing"} of ${name}`, () => assert.equal(slugOf(name), slug));
}
