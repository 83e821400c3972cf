import "#ui/toasts.js";
import "#ui/sheets.js";
import "#ui/busy.js";
import "#ui/menus.js";
import "#ui/fields.js";
import "#ui/share.js";
import "#ui/theme_toggle.js";
import { loadIslands } from "#ui/loader.js";
import { addLocalTimes } from "#ui/local_time.js";
import { focusErrors } from "#ui/fields.js";
import { revealCurrent } from "#ui/strips.js";

// htmx tells of each part it brings in, first of the whole body.
function settle(part) {
  loadIslands(part);
  addLocalTimes(part);
  revealCurrent(part);
  focusErrors(part);
}

settle(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) settle(event.target);
});
