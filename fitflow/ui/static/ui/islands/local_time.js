// <time data-local>: a reader in another zone sees his own time too.
import { difference } from "#ui/wall_time.js";
import { word } from "#ui/words.js";

export function addLocalTimes(part) {
  part.querySelectorAll("time[data-local]").forEach((time) => {
    time.removeAttribute("data-local");
    const other = difference(time.dateTime, -new Date(time.dateTime).getTimezoneOffset());
    if (!other) return;
    const day = other.otherDay && { weekday: "short", day: "numeric" };
    const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...day };
    const hint = document.createElement("span");
    hint.className = "local-time";
    hint.textContent = `· ${other.at.toLocaleString(document.documentElement.lang, style)} ${word("yourTime")}`;
    const named = time.nextElementSibling?.matches(".zone") ? time.nextElementSibling : time;
    named.after(" ", hint);
  });
}
