// A page pays only for the islands it shows.
import { islandTable } from "#ui/names.js";

const map = document.querySelector('script[type="importmap"]');
const table = islandTable(map ? JSON.parse(map.textContent).imports : {});
const asked = new Set();

export function loadIslands(root) {
  const waiting = [...root.querySelectorAll(":not(:defined)")];
  if (root.matches?.(":not(:defined)")) waiting.push(root);
  for (const { localName } of waiting) {
    if (asked.has(localName) || !table[localName]) continue;
    asked.add(localName);
    import(table[localName]);
  }
}
