// Sentences that scripts say, translated by the server.
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}
