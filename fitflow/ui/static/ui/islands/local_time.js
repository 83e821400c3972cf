// <time data-local>: a reader in another zone sees his own time too.
import { clockText, pageFormats } from "#ui/formats.js";
import { difference } from "#ui/wall_time.js";
import { word } from "#ui/words.js";

export function addLocalTimes(part) {
  part.querySelectorAll("time[data-local]").forEach((time) => {
    time.removeAttribute("data-local");
    const other = difference(time.dateTime, -new Date(time.dateTime).getTimezoneOffset());
    if (!other) return;
    const day = other.otherDay ? { weekday: "short", day: "numeric" } : {};
    const hint = document.createElement("span");
    hint.className = "local-time";
    hint.textContent = `· ${clockText(other.at, pageFormats(), day)} ${word("yourTime")}`;
    const named = time.nextElementSibling?.matches(".zone") ? time.nextElementSibling : time;
    named.after(" ", hint);
  });
}
