// A row that scrolls sideways shows its current entry.
export function revealCurrent(part) {
  part.querySelectorAll(".day-strip, .tab-row, .top-nav").forEach((strip) => {
    const current = strip.querySelector("[aria-current]");
    if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  });
}
