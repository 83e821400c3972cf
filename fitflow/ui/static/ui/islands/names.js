// Which module defines a custom element: <ff-day-board> is day_board.js of whatever app has it.
export function islandTable(imports) {
  const table = {};
  for (const name of Object.keys(imports)) {
    const match = /^#[a-z_]+\/([a-z0-9_]+)\.js$/.exec(name);
    if (match) table[`ff-${match[1].replaceAll("_", "-")}`] = name;
  }
  return table;
}
