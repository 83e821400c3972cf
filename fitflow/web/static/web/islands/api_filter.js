// Hides what does not fit while one types; without scripts the form asks the server.
class ApiFilter extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.found = this.querySelector("[data-found]");
    this.operations = [...this.querySelectorAll(".docs-operation")];
    this.words = this.found.textContent.replace(/\d+/, "").trim();
    this.field.addEventListener("input", () => this.#narrow());
    this.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    this.#open();
    addEventListener("hashchange", () => this.#open());
  }

  #narrow() {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of this.operations) {
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
      if (!one.hidden) count += 1;
    }
    for (const section of this.querySelectorAll(".docs-section")) {
      section.hidden = !section.querySelector(".docs-operation:not([hidden])");
    }
    this.found.textContent = `${count} ${this.words}`;
  }

  #open() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    if (named instanceof HTMLDetailsElement) named.open = true;
  }
}

customElements.define("ff-api-filter", ApiFilter);
