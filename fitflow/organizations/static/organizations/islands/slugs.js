// An address made of a name, as the server makes it: the server decides, this only shows it early.
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", þ: "th", ð: "d", ı: "i" };

export function slugOf(name) {
  const slug = name
    .toLowerCase()
    .replace(/[ßæœøđłþðı]/g, (letter) => LETTERS[letter])
    .normalize("NFKD")
    .replace(/[^\x00-\x7f]|'/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 50)
    .replace(/-$/, "");
  return slug.length < 3 ? "" : slug; // The server makes something longer of it.
}
