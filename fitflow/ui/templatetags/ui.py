"""The components of the kit as template tags; how each is used stands in docs/guide/kit.md and on /kit."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.core.addresses import shown_address
from fitflow.core.formats import DayStyle, Formats
from fitflow.core.phones import dialled
from fitflow.core.wording import short_length_words
from fitflow.ui import charts, elements, importmap, tones
from fitflow.ui.htmx import undo_of
from fitflow.ui.nav import Bar, DayChip, NavItem, Step, Text

register = template.Library()
Context = dict[str, Any]


@register.simple_tag
def brand() -> str:
    return str(getattr(settings, "FITFLOW_BRAND", "FitFlow"))


@register.simple_tag
def icon(name: str, label: Text = "", css: str = "") -> SafeString:
    """A drawing of the sprite; without a label it is decoration and hidden from screen readers."""
    return elements.icon(name, label, css)


@register.simple_tag(name="importmap")
def import_map_tag() -> SafeString:
    text = mark_safe(importmap.import_map().text)  # noqa: S308 - our own JSON, "<" is escaped in it
    return format_html('<script type="importmap">{}</script>', text)


@register.simple_tag
def preload(*names: str, media: str = "") -> SafeString:
    """modulepreload links for what a page is about to import; `media`: where it will be."""
    imports = importmap.import_map().imports
    where = elements.attributes({"media": media or None})
    links = ((imports[name], where) for name in names)
    return format_html_join("\n", '<link rel="modulepreload" href="{}"{}>', links)


@register.simple_tag(takes_context=True)
def came_from(context: Any) -> str:
    """The page of ours that led here, for a way back; "" if somebody came from elsewhere."""
    request = context.get("request")
    before = urlsplit(request.headers.get("Referer", "")) if request is not None else urlsplit("")
    if not before.path or before.netloc != request.get_host() or before.path == request.path:
        return ""
    return before._replace(scheme="", netloc="").geturl()


@register.inclusion_tag("ui/components/page_head.html")
def page_head(title: Text, subtitle: Text = "", **options: Any) -> Context:
    """The heading of a page: back_url and back_label above it; action_label, action_url, action_icon, action_sheet."""
    return {"title": title, "subtitle": subtitle, **options}


@register.simple_tag
def button(label: Text = "", **options: Any) -> SafeString:
    """kind: primary, secondary, quiet, soft, danger, link. `href` makes it a link, else a button that submits."""
    return elements.button(label, options)


@register.inclusion_tag("ui/components/badge.html")
def badge(label: Text, tone: str = "neutral", icon: str = "", hint: Text = "") -> Context:
    return {"label": label, "tone": tones.tone_of(tone), "icon": icon, "hint": hint}


@register.inclusion_tag("ui/components/badge.html")
def spot_badge(
    state: str, count: int = 0, until: datetime | None = None, formats: Formats | None = None, hint: Text = ""
) -> Context:
    """The state of a spot in words and colour: booked, waiting, offer, held, full, few, open, cancelled and so on."""
    ends = formats.clock(until) if until and formats else ""
    states: dict[str, tuple[str, str, str]] = {
        "booked": (_("Booked"), "green", "check"),
        "waiting": (_("Waiting (%(n)d)") % {"n": count} if count else _("Waiting"), "violet", "hourglass"),
        "offer": (_("Offer until %(time)s") % {"time": ends}, "amber", "bell"),
        "held": (_("Held until %(time)s") % {"time": ends}, "amber", "clock"),
        "full": (_("Full"), "slate", ""),
        "few": (ngettext("%(n)d place left", "%(n)d places left", count) % {"n": count}, "orange", ""),
        "open": (ngettext("%(n)d place", "%(n)d places", count) % {"n": count}, "green", ""),
        "cancelled": (_("Cancelled"), "red", "x"),
        "completed": (_("Completed"), "slate", "check"),
        "present": (_("Present"), "green", "check"),
        "late": (_("Late"), "amber", "clock"),
        "no_show": (_("No-show"), "red", "x"),
    }
    label, tone, drawing = states[state]
    return {"label": label, "tone": tone, "icon": drawing, "hint": hint}


@register.simple_tag
def avatar(name: str, color: str = "", image: str = "", size: str = "") -> SafeString:
    """Decoration beside a written name. `color`: a tone or #rrggbb; size: sm, lg, xl."""
    return elements.avatar(name, color, image, size)


@register.filter
def address(email: str) -> str:
    """An e-mail address with its host in its own letters; links to it keep the stored form."""
    return shown_address(email)


@register.filter
def phone(stored: str, formats: Formats) -> str:
    """A telephone number as it is dialled in the studio's country, or with its own in front."""
    return formats.phone(stored)


@register.filter(name="dialled")
def dialled_phone(stored: str) -> str:
    """The number behind `tel:`."""
    return dialled(stored)


@register.filter
def amount(value: Decimal | int, formats: Formats) -> str:
    """1, 0.5, 1,234: any number that people read."""
    return formats.number(value)


@register.filter
def percent(value: Decimal | int, formats: Formats) -> str:
    """50%."""
    return formats.percent(value)


@register.simple_tag
def credits_text(value: Decimal | int, formats: Formats) -> str:
    """1 credit, 1.5 credits."""
    return formats.credits(value)


@register.simple_tag
def when(
    at: datetime,
    formats: Formats,
    style: str = "short",
    end: datetime | None = None,
    named: bool = False,
    local: bool = False,
) -> SafeString:
    """A studio wall-clock time; `style`: short, long, year, time (the clock alone) or day (the day alone).

    `named` adds the zone, `local` lets the page add the reader's own time.
    """
    stamp = at.astimezone(formats.zone).isoformat()
    mark = mark_safe(" data-local") if local else ""
    moment = format_html('<time class="num" datetime="{}"{}>{}</time>', stamp, mark, _moment(at, formats, style, end))
    if not named:
        return moment
    return format_html('{} <span class="zone">{}</span>', moment, formats.zone_name)


def _moment(at: datetime, formats: Formats, style: str, end: datetime | None) -> str:
    if style == "time":
        return formats.clock(at, end)
    if style == "day":
        return formats.day_at(at)
    return formats.moment(at, style=cast(DayStyle, style), end=end)


@register.simple_tag
def day(on: date, formats: Formats, style: DayStyle = "short") -> SafeString:
    """A day, or the studio's day of a moment; `style`: short, long, year, date or month."""
    shown = on.astimezone(formats.zone).date() if isinstance(on, datetime) else on
    return format_html('<time datetime="{}">{}</time>', shown.isoformat(), formats.day(shown, style))


@register.filter
def weekday_name(on: date, formats: Formats) -> str:
    """Fri."""
    return formats.weekday(on.isoweekday(), "abbreviated")


@register.filter
def month_name(on: date, formats: Formats) -> str:
    """November."""
    return formats.month(on.month)


@register.simple_tag
def zone_name(formats: Formats) -> str:
    return formats.zone_name


@register.filter
def duration(minutes: int) -> str:
    return short_length_words(minutes)


@register.inclusion_tag("ui/components/countdown.html")
def countdown(until: datetime, now: datetime, label: Text = "") -> Context:
    """Time left until the server's deadline; without JavaScript the minutes left when the page was made."""
    left = max(0, math.floor((until - now).total_seconds()))
    return {
        "until": until.isoformat(),
        "now": now.isoformat(),
        "text": f"{left // 60}:{left % 60:02}",
        "label": label,
    }


@register.inclusion_tag("ui/components/capacity.html")
def capacity(taken: int, total: int, waiting: int = 0, compact: bool = False) -> Context:
    """For those who run it: a full session is a good one."""
    share = taken / total if total else 1
    level = "full" if share >= 1 else "filling" if share >= 0.25 else "low"
    return {"taken": taken, "total": total, "waiting": waiting, "level": level, "compact": compact}


@register.inclusion_tag("ui/components/progress.html")
def progress(value: int, total: int, formats: Formats, label: Text = "", tone: str = "blue") -> Context:
    text = formats.percent(round(100 * value / total) if total else 0)
    return {"value": value, "total": total, "label": label, "text": text, "tone": tones.tone_of(tone)}


@register.inclusion_tag("ui/components/stat.html")
def stat(label: Text, value: Text | int | Decimal, **options: Any) -> Context:
    """One figure: note, icon, url, delta (text) with trend up/down/flat and good (is up good?)."""
    return {"label": label, "value": value, **options}


@register.inclusion_tag("ui/components/bars.html")
def bars(items: Sequence[Bar], label: Text) -> Context:
    """A bar chart that is a list of figures to those who do not see it."""
    return {"columns": charts.columns(items), "label": label}


@register.inclusion_tag("ui/components/empty.html")
def empty_state(
    title: Text,
    text: Text = "",
    icon: str = "inbox",
    action_label: Text = "",
    action_url: str = "",
    action_icon: str = "",
    **options: Any,
) -> Context:
    """Nothing here yet, and the next step (action_sheet opens it in the sheet, action_kind is its button's)."""
    action = {"action_label": action_label, "action_url": action_url, "action_icon": action_icon}
    return {"title": title, "text": text, "icon": icon, **action, **options}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Sequence[NavItem], label: Text, style: str = "line") -> Context:
    """Links in a row; style: line or pills."""
    return {"items": items, "label": label, "style": style}


@register.inclusion_tag("ui/components/checklist.html")
def checklist(steps: Sequence[Step]) -> Context:
    return {"steps": steps}


@register.simple_tag
def menu_item(label: Text, url: str, **options: Any) -> SafeString:
    """An entry of a menu or of a list of acts: icon, badge, `sheet` opens it in the sheet, active."""
    return elements.menu_item(label, url, options)


@register.inclusion_tag("ui/components/menu.html")
def menu(label: Text, items: Sequence[NavItem], icon: str = "", kind: str = "secondary", **options: Any) -> Context:
    """A drop-down of links that opens without JavaScript. `icon_only` hides the label from sight."""
    return {"label": label, "items": items, "icon": icon, "kind": kind, **options}


@register.inclusion_tag("ui/components/pagination.html")
def pagination(next_url: str = "", previous_url: str = "", target: str = "") -> Context:
    """Cursor paging: `target` (a CSS selector) appends the next rows there, else the links load a page.

    The answer is the next page, or a part of it that has both the target and the pager; one such list on a page.
    """
    return {"next_url": next_url, "previous_url": previous_url, "target": target}


@register.inclusion_tag("ui/components/day_chips.html")
def day_chips(
    days: Sequence[DayChip], formats: Formats, label: Text = "", today: date | None = None, target: str = ""
) -> Context:
    named = label or _("Choose a day")
    return {"days": days, "formats": formats, "label": named, "today": today, "target": target}


@register.filter
def tone(text: str) -> str:
    return tones.tone_of(text)


@register.filter
def tone_icon(text: str) -> str:
    return {"success": "check-circle", "warning": "alert", "error": "alert", "danger": "alert"}.get(text, "info")


@register.inclusion_tag("ui/components/toasts.html", takes_context=True)
def toasts(context: Context) -> Context:
    return {"messages": context.get("messages") or [], "csrf_token": context.get("csrf_token")}


@register.filter
def undo(message: Message) -> dict[str, str] | None:
    """Where what a message tells of can be taken back (`ui.htmx.say_undoable`)."""
    return undo_of(message)


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, tone: str = "info", title: Text = "", icon: str = "") -> SafeString:
    """A note that stays on the page: tone info, success, warning or danger."""
    values = {
        "tone": tones.tone_of(tone),
        "title": title,
        "icon": icon or tone_icon(tone),
        "content": content,
        "urgent": tone == "danger",
    }
    return part(context, "ui/components/alert.html", values)


@register.simple_block_tag(takes_context=True)
def card(context: Context, content: str, title: Text = "", **options: Any) -> SafeString:
    """A surface: subtitle, icon, action_label and action_url on the right of its head, flush for tables and lists."""
    return part(context, "ui/components/card.html", {"title": title, "content": content, **options})


@register.simple_block_tag(takes_context=True)
def sheet(context: Context, content: str, id: str, title: Text, wide: bool = False) -> SafeString:  # noqa: A002
    """A native dialog opened by a link to #id; without JavaScript the link shows it in place."""
    values = {"id": id, "title": title, "wide": wide, "content": content}
    return part(context, "ui/components/sheet.html", values)


@register.simple_block_tag(takes_context=True)
def table(context: Context, content: str, caption: Text, stacked: bool = True) -> SafeString:
    """A table that becomes a list of cards on a phone (give each td a data-label) or scrolls in its own box."""
    return part(context, "ui/components/table.html", {"caption": caption, "stacked": stacked, "content": content})


@register.simple_tag
def idempotency_key() -> SafeString:
    """One per form that writes: the same attempt sent twice has one effect (fitflow.core.doors.idempotent)."""
    return elements.idempotency_key()


@register.simple_block_tag(takes_context=True)
def form(context: Any, content: str, action: str, *args: Any, **options: Any) -> SafeString:
    """A form that writes: it carries the CSRF token and the idempotency key (without it: key=False).

    `action`: an address, or the name of a page with its arguments. `sheet` answers inside the sheet.
    """
    return elements.form(content, CsrfTokenNode().render(context), action, args, options)


@register.simple_block_tag
def row(content: str, title: Text, **options: Any) -> SafeString:
    """An entry of `rows`; what is between the tags stands at its end."""
    return elements.row(title, content, options)


def part(context: Any, name: str, values: Context) -> SafeString:
    html: SafeString = context.template.engine.get_template(name).render(template.Context(values))
    return html
