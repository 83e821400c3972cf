// Runs before the first paint: the stored choice wins, else the device decides.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Storage is switched off in this browser: follow the device.
    }
  };
  const apply = (choice) => {
    const known = choice === "light" || choice === "dark" ? choice : "system";
    root.dataset.themeChoice = known;
    root.dataset.bsTheme = known === "system" ? (dark.matches ? "dark" : "light") : known;
    dispatchEvent(new CustomEvent("ff:theme", { detail: known }));
  };
  root.classList.add("js");
  if (navigator.share) root.classList.add("can-share");
  apply(stored());
  dark.addEventListener("change", () => apply(root.dataset.themeChoice));
  addEventListener("ff:choose-theme", (event) => {
    apply(event.detail);
    try {
      localStorage.setItem("theme", event.detail);
    } catch {
      return; // Without storage the choice lasts as long as the page.
    }
  });
})();
