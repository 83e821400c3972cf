import { word } from "#ui/words.js";

const NEXT = { system: "light", light: "dark", dark: "system" };
const LABEL = { system: "themeSystem", light: "themeLight", dark: "themeDark" };
const chosen = () => document.documentElement.dataset.themeChoice ?? "system";

function describe() {
  document.querySelectorAll("[data-theme-toggle]").forEach((button) => {
    button.setAttribute("aria-label", word(LABEL[chosen()]));
    button.title = word(LABEL[chosen()]);
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  dispatchEvent(new CustomEvent("ff:choose-theme", { detail: NEXT[chosen()] }));
});
addEventListener("ff:theme", describe);
describe();
