// Lets people look at the password they type. Without JavaScript the fields stay as they are.
class Passwords extends HTMLElement {
  connectedCallback() {
    document.querySelectorAll('input[type="password"]').forEach((field) => this.#open(field));
  }

  #open(field) {
    const box = document.createElement("div");
    box.className = "password-box";
    field.replaceWith(box);
    box.append(field, this.#button(field));
    if (field.autofocus) field.focus();
    // Browsers offer to keep the password only if it is one when the form is sent.
    field.form?.addEventListener("submit", () => { field.type = "password"; });
  }

  #button(field) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-icon btn-quiet", ariaPressed: "false" });
    button.ariaLabel = button.title = this.dataset.label;
    button.append(this.querySelector("template").content.cloneNode(true));
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.ariaPressed = String(shown);
      field.focus();
    });
    return button;
  }
}

customElements.define("ff-passwords", Passwords);
