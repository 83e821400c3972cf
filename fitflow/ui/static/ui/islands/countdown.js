// <ff-countdown until="…" now="…">: both are the server's times, so a wrong clock here does no harm.
// Sends "ff:ended" (bubbles) at the deadline.
import { clockOffset, clockText, isMilestone, secondsLeft, urgency } from "#ui/deadline.js";
import { word } from "#ui/words.js";

// A page taken from the cache repeats an old `now`: what counts is when this tab saw it first.
function firstSeen(now) {
  const key = `seen ${now}`;
  try {
    const known = sessionStorage.getItem(key);
    if (known) return Number(known);
    sessionStorage.setItem(key, String(Date.now()));
  } catch {
    return Date.now(); // Storage is off; only a page from the cache would be wrong.
  }
  return Date.now();
}

class Countdown extends HTMLElement {
  #timer;
  #spoken;
  #offset = 0;

  connectedCallback() {
    this.#offset = clockOffset(this.getAttribute("now"), firstSeen(this.getAttribute("now")));
    this.#spoken = document.createElement("span");
    this.#spoken.className = "visually-hidden";
    this.#spoken.setAttribute("aria-live", "polite");
    this.append(this.#spoken);
    this.querySelector("[data-left]").setAttribute("role", "timer");
    if (this.#tick() > 0) this.#timer = setInterval(() => this.#tick(), 250);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#spoken.remove();
  }

  #tick() {
    const left = secondsLeft(this.getAttribute("until"), this.#offset, Date.now());
    const text = clockText(left);
    const shown = this.querySelector("[data-left]");
    if (shown.textContent === text && left > 0) return left;
    shown.textContent = text;
    this.dataset.urgency = urgency(left);
    if (isMilestone(left)) this.#spoken.textContent = left ? `${word("timeLeft")} ${text}` : word("ended");
    if (left === 0) {
      clearInterval(this.#timer);
      this.dispatchEvent(new CustomEvent("ff:ended", { bubbles: true }));
    }
    return left;
  }
}

customElements.define("ff-countdown", Countdown);
