// <ff-zone-field>: begins with the zone of the browser, and tells what the clocks there show.
import { clockText, pageFormats } from "#ui/formats.js";

const hour = (zone) => {
  try {
    return clockText(new Date(), pageFormats(), { timeZone: zone });
  } catch {
    return ""; // Not a zone yet: somebody is typing.
  }
};

class ZoneField extends HTMLElement {
  #tell = () => {
    const zone = this.querySelector("input").value.trim();
    const time = zone.includes("/") || zone === "UTC" ? hour(zone) : "";
    const note = this.querySelector("[data-now]");
    note.dataset.words ??= note.textContent;
    note.textContent = note.dataset.words.replace("{time}", time);
    note.hidden = !time;
  };

  connectedCallback() {
    const input = this.querySelector("input");
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!input.value && mine && hour(mine)) input.value = mine;
    input.addEventListener("input", this.#tell);
    this.#tell();
  }

  disconnectedCallback() {
    this.querySelector("input")?.removeEventListener("input", this.#tell);
  }
}
customElements.define("ff-zone-field", ZoneField);
