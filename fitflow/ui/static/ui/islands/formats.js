// How the studio writes times: the server says it on <html>, and writes them the same way (fitflow.core.formats).

export function pageFormats({ lang, dataset } = document.documentElement) {
  return { locale: dataset.locale || lang || "en-GB", hourCycle: dataset.clock || "h23" };
}

// What Intl is asked for: 18:30, or 6:30 pm.
export function clockStyle({ hourCycle }) {
  return { hour: hourCycle === "h12" ? "numeric" : "2-digit", minute: "2-digit", hourCycle };
}

export function clockText(at, formats, style = {}) {
  return new Intl.DateTimeFormat(formats.locale, { ...clockStyle(formats), ...style }).format(at);
}
