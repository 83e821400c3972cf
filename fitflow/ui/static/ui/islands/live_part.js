// <ff-live-part src="…" version="…">: asks the server every 30 seconds whether this part of the page is still right.
// It is left alone while somebody has the focus in it or an open fold would close.
const EVERY = 30_000;

class LivePart extends HTMLElement {
  #timer;
  #version;
  #abort = new AbortController();

  connectedCallback() {
    this.#version = `W/"${this.getAttribute("version")}"`;
    const { signal } = this.#abort;
    this.#timer = setInterval(() => this.#look(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.#look(), { signal });
    document.addEventListener("desk:changed", () => this.#look(true), { signal });
    this.addEventListener("ff:ended", () => setTimeout(() => this.#look(true), 1000), { signal });
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#abort.abort();
  }

  async #look(force = false) {
    if (!this.checkVisibility() || (!force && (document.hidden || this.#isBusy()))) return;
    // After an act a row may have been swapped since: what was true when the page came may be true again.
    const headers = { "HX-Request": "true", ...(force ? {} : { "If-None-Match": this.#version }) };
    try {
      const answer = await fetch(this.getAttribute("src"), { headers, signal: this.#abort.signal });
      if (answer.status !== 200) return;
      const version = answer.headers.get("ETag");
      const html = await answer.text();
      if (!version || (!force && (version === this.#version || this.#isBusy()))) return;
      this.#version = version;
      const open = [...this.querySelectorAll("details")].map((fold) => fold.open);
      htmx.swap(this, html, { swapStyle: "innerHTML" }, { eventInfo: { target: this } });
      this.querySelectorAll("details").forEach((fold, number) => fold.toggleAttribute("open", open[number] ?? false));
    } catch (error) {
      if (error.name !== "AbortError") this.dataset.stale = ""; // Offline: the next look tries again.
    }
  }

  #isBusy() {
    return this.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, button");
  }
}

customElements.define("ff-live-part", LivePart);
