// Arithmetic of a countdown to a deadline that the server set, on a clock that may be wrong.

// How far the server's clock is ahead of this one; `seenAt` is when this clock saw the server say `now`.
export function clockOffset(serverNow, seenAt) {
  return Date.parse(serverNow) - seenAt;
}

export function secondsLeft(until, offset, clientNow) {
  return Math.max(0, Math.floor((Date.parse(until) - (clientNow + offset)) / 1000));
}

export function clockText(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function urgency(seconds) {
  if (seconds === 0) return "ended";
  return seconds <= 60 ? "urgent" : seconds <= 180 ? "soon" : "calm";
}

// When a screen reader says what is left: rarely, then more often.
export function isMilestone(seconds) {
  return [600, 300, 120, 60, 30, 10, 0].includes(seconds);
}
