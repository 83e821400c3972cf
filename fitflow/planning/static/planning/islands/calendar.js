// <ff-calendar data="id">: the studio's calendar with a column for each trainer. The library stays behind this file.
import { ask, openSheet } from "#ui/sheets.js";
import { clockStyle, pageFormats } from "#ui/formats.js";
import { toast } from "#ui/toasts.js";
import * as events from "#planning/calendar_events.js";
import { columnName, contentOf, MONTH, tidy, toolbarOf } from "#planning/calendar_look.js";
import { askServer, markView, read, remember, scrollToDay, tell } from "#planning/calendar_page.js";

let EventCalendar; // Comes with the grid: the list does without.
const EVERY = 30_000;
const WIDE = "(min-width: 768px)";
const HOURS = 112; // The column of hours and the frame around the calendar, in pixels.

class Calendar extends HTMLElement {
  #data;
  #calendar;
  #range;
  #on;
  #shown;
  #version = "";
  #timer;
  #isDragging = false;
  #byTrainer;
  #abort = new AbortController();
  #url = (name, id) => events.address(this.#data[name], this.#data.nowhere, id);
  #toolbar = () => toolbarOf(this.#data, this.#byTrainer, () => this.#switch());

  async connectedCallback() {
    this.#data = JSON.parse(document.getElementById(this.getAttribute("data")).textContent);
    if (!this.#isWanted()) return;
    this.closest(".calendar-page").dataset.shown = "calendar";
    markView("calendar");
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", this.#data.words.label);
    EventCalendar = (await import("event-calendar")).default;
    this.replaceChildren(); // The week that the server drew.
    this.#calendar = EventCalendar.create(this, this.#options());
    const { signal } = this.#abort;
    document.addEventListener("desk:changed", () => this.#load(true), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#load(), { signal });
    this.#timer = setInterval(() => document.hidden || this.#load(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#abort.abort();
    if (this.#calendar) EventCalendar.destroy(this.#calendar);
  }

  #isWanted() {
    const { view } = this.closest(".calendar-page").dataset;
    return view === "calendar" || (view === "auto" && matchMedia(WIDE).matches);
  }

  #options() {
    const { words, resources, on, firstDay, offset } = this.#data;
    const formats = pageFormats();
    const isNarrow = !matchMedia(WIDE).matches;
    this.#byTrainer = events.isByTrainer(this.#data);
    const column = (count) => events.columnWidth((this.clientWidth - HOURS) / count, isNarrow);
    const dragging = (isDragging) => () => void (this.#isDragging = isDragging);
    const slot = Number.parseFloat(getComputedStyle(this).getPropertyValue("--ff-slot")) * 16 || 26;
    return {
      view: events.firstView(this.#data, isNarrow),
      date: on,
      timeZone: events.zoneOf(offset),
      firstDay,
      locale: formats.locale,
      resources,
      datesAboveResources: true,
      ...this.#toolbar(),
      ...{ allDaySlot: false, nowIndicator: true },
      ...events.hoursShown([]),
      scrollTime: events.opensAt([], this.#data),
      slotHeight: slot,
      snapDuration: "00:15",
      slotEventOverlap: false,
      height: isNarrow ? undefined : "max(34rem, calc(100dvh - 15.25rem))",
      dayMaxEvents: true,
      moreLinkContent: ({ num }) => words.more.replace("%s", num),
      slotLabelFormat: clockStyle(formats),
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      titleFormat: { year: "numeric", month: "short", day: "numeric" },
      views: {
        resourceTimeGridDay: {
          titleFormat: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
          columnWidth: column(resources.length),
        },
        resourceTimeGridWeek: {
          columnWidth: column(7 * resources.length),
          resourceLabelContent: ({ resource }) => columnName(resource, resources),
        },
        timeGridWeek: { columnWidth: column(7) },
        dayGridMonth: MONTH,
      },
      eventLongPressDelay: 400,
      selectLongPressDelay: 500,
      selectable: Boolean(this.#data.new),
      unselectAuto: true,
      eventContent: (info) => contentOf(info, words),
      eventClick: ({ event }) => openSheet(this.#url("peek", event.id), event.title),
      eventDragStart: dragging(true),
      eventDragStop: dragging(false),
      eventResizeStart: dragging(true),
      eventResizeStop: dragging(false),
      eventDrop: (info) => this.#drop(info, info.newResource?.id),
      eventResize: (info) => this.#drop(info),
      select: (info) => this.#draw(info),
      datesSet: (info) => this.#show(info),
      viewDidMount: () => tidy(this),
      eventAllUpdated: () => tidy(this),
    };
  }

  #switch() {
    this.#byTrainer = !this.#byTrainer;
    for (const [name, value] of Object.entries(this.#toolbar())) this.#calendar.setOption(name, value);
    this.#calendar.setOption("view", events.weekView(this.#byTrainer));
  }

  #show({ start, end, view }) {
    this.dataset.mode = events.modeOf(view.type);
    const range = { from: events.dayOf(start), to: events.lastDay(end) };
    this.#on = this.#calendar ? events.dayOf(this.#calendar.getOption("date")) : this.#data.on;
    if (this.#calendar) remember({ on: this.#on, mode: this.dataset.mode, by: this.#byTrainer ? "trainer" : "day" });
    scrollToDay(this, this.#on);
    tidy(this);
    // Other hours or columns, the same days.
    if (range.from === this.#range?.from && range.to === this.#range.to) return;
    this.#range = range;
    this.#version = "";
    this.#load();
  }

  async #load(force = false) {
    if (!this.#range || (this.#isDragging && !force)) return;
    const asked = this.#range;
    this.ariaBusy = "true";
    const { feed, trainer, location } = this.#data;
    const url = events.withQuery(feed, { ...asked, trainer, location });
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.#abort.signal });
      const { events: found, isCut } = await read(answer);
      const version = answer.headers.get("ETag");
      if (asked !== this.#range || this.#isDragging || (version === this.#version && !force)) return;
      this.#version = version;
      this.#showHours(found);
      this.#calendar.setOption("events", found.map(events.asEvent));
      if (isCut) toast(this.#data.words.cut, "warning");
    } catch (error) {
      if (error.name !== "AbortError") tell(error, this.#data.words, "stale");
    } finally {
      if (asked === this.#range) this.ariaBusy = "false";
    }
  }

  // Scrolls once for these days and hours: whoever scrolled stays there until others are shown.
  #showHours(sessions) {
    const hours = events.hoursShown(sessions);
    const shown = Object.values({ ...this.#range, ...hours }).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const scrollTime = events.opensAt(sessions, { ...this.#data, on: this.#on });
    for (const [name, value] of Object.entries({ ...hours, scrollTime })) this.#calendar.setOption(name, value);
  }

  // Asks first when people are affected; the server decides, and what it refuses goes back to where it was.
  async #drop({ event, revert }, trainer) {
    const values = events.dropped(event, trainer);
    try {
      const seen = await askServer(events.withQuery(this.#url("preview", event.id), values));
      if (!seen.is_busy && (!seen.ask || (await ask(seen.ask, this.#data.words.agree)))) {
        const { text, undo } = await askServer(this.#url("drop", event.id), { ...values, agreed: "yes" });
        toast(text, "success", { undo });
      } else {
        revert();
        if (seen.is_busy) this.#offer(event, values, seen.ask);
      }
    } catch (refusal) {
      revert();
      if (refusal.code === "trainer_busy") this.#offer(event, values, refusal.message);
      else tell(refusal, this.#data.words, "noAnswer");
    }
    this.#load(true);
  }

  // The trainer has something else: the reason in a note, and the form in which staff may say why it is all right.
  #offer(event, values, why) {
    openSheet(events.withQuery(this.#url("move", event.id), { ...values, busy: "yes" }), this.#data.words.busy);
    toast(why, "error");
  }

  #draw(info) {
    const trainer = info.resource?.id ?? this.#data.trainer;
    openSheet(events.withQuery(this.#data.new, events.drawn(info, trainer)), this.#data.words.newSession);
    this.#calendar.unselect();
  }
}

customElements.define("ff-calendar", Calendar);
