// Whether the reader's clock differs from the studio's at one moment.

export function studioOffset(stamp) {
  const match = /([+-])(\d{2}):(\d{2})(?::\d{2})?$/.exec(stamp);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

// Nothing if both clocks agree, else the moment and whether the reader's day is another one.
export function difference(stamp, readerOffset) {
  const studio = studioOffset(stamp);
  if (studio === readerOffset) return null;
  const moment = Date.parse(stamp);
  const day = (offset) => new Date(moment + offset * 60000).toISOString().slice(0, 10);
  return { at: new Date(moment), otherDay: day(studio) !== day(readerOffset) };
}
