// <ff-slug-field>: the address follows the name until somebody writes one.
import { slugOf } from "#organizations/slugs.js";

class SlugField extends HTMLElement {
  #follows = true;

  #onInput = ({ target }) => {
    const [name, slug] = this.querySelectorAll("input");
    if (target === slug) this.#follows = slug.value === "" || slug.value === slugOf(name.value);
    if (target === name && this.#follows) slug.value = slugOf(name.value);
  };

  connectedCallback() {
    const [name, slug] = this.querySelectorAll("input");
    this.#follows = slug.value === "" || slug.value === slugOf(name.value);
    if (this.#follows) slug.value = slugOf(name.value); // Somebody was faster than this script.
    this.addEventListener("input", this.#onInput);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#onInput);
  }
}
customElements.define("ff-slug-field", SlugField);
