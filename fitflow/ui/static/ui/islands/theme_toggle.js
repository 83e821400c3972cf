import { word } from "#ui/words.js";

const LABEL = { system: "themeSystem", light: "themeLight", dark: "themeDark" };
const chosen = () => document.documentElement.dataset.themeChoice ?? "system";

// From the device's theme first to the other one, so that every press but the last is seen.
function next(choice) {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const order = isDark ? ["system", "light", "dark"] : ["system", "dark", "light"];
  return order[(order.indexOf(choice) + 1) % 3];
}

function describe() {
  document.querySelectorAll("[data-theme-toggle]").forEach((button) => {
    const name = word(LABEL[chosen()]);
    const written = button.querySelector("[data-theme-name]");
    if (written) written.textContent = name;
    else Object.assign(button, { ariaLabel: name, title: name });
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  dispatchEvent(new CustomEvent("ff:choose-theme", { detail: next(chosen()) }));
});
addEventListener("ff:theme", describe);
describe();
