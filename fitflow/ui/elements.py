"""The HTML of elements that pages use most: buttons, forms that write, entries of menus and lists."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import uuid4

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fitflow.core.doors import FORM_FIELD
from fitflow.ui import tones
from fitflow.ui.nav import Text

EMPTY = SafeString("")


def attributes(given: Mapping[str, Any]) -> SafeString:
    """` name="value"` of each; True is the name alone, None and False leave it out."""
    marked = ((name, value) for name, value in given.items() if value not in (None, False))
    return joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in marked
    )


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def others(options: Mapping[str, Any]) -> dict[str, Any]:
    """What a template gave beside the named options: `data_confirm` is the attribute data-confirm."""
    return {name.replace("_", "-"): value or None for name, value in options.items()}


@cache
def sprite() -> str:
    return static("ui/icons.svg")


def icon(name: str, label: Text = "", css: str = "") -> SafeString:
    href = f"{sprite()}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, str(label), href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


def avatar(name: str, color: str = "", image: str = "", size: str = "") -> SafeString:
    """Decoration beside a written name: its initials in its own tone, or a picture."""
    css = f"face tone-{tones.tone_of(color or name)}{f' face-{size}' if size else ''}"
    drawn = format_html('<img src="{}" alt="" loading="lazy">', image) if image else tones.initials_of(name)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, drawn)


def button(label: Text, options: dict[str, Any]) -> SafeString:
    def take(name: str, otherwise: Any = None) -> Any:
        return options.pop(name, otherwise) or otherwise

    kind, size, css = take("kind", "secondary"), take("size"), take("css")
    is_bare, is_wide = take("icon_only", False), take("block", False)
    named = [f"btn-{kind}", size and f"btn-{size}", is_wide and "btn-block", is_bare and "btn-icon", css]
    given: dict[str, Any] = {"class": " ".join(["btn", *(name for name in named if name)])}
    content = _content(label, is_bare, first=take("icon"), last=take("icon_end"), about=take("about"))
    if is_bare:
        given |= {"aria-label": label, "title": label}
    given |= {
        "data-sheet": take("sheet"),
        "aria-describedby": take("described_by"),
        "aria-busy": "true" if take("busy") else None,
        "data-opens": take("opens"),
        "data-copy": take("copies"),
        "data-back": take("back"),
    }
    if href := take("href"):
        return format_html("<a{}>{}</a>", attributes({**given, "href": href, **others(options)}), content)
    given |= {"type": take("type", "submit")}
    if name := take("name"):
        given |= {"name": name, "value": options.pop("value", "")}
    return format_html("<button{}>{}</button>", attributes({**given, **others(options)}), content)


def _content(label: Text, is_bare: bool, *, first: str | None, last: str | None, about: Text | None) -> SafeString:
    """`about`: what the button is about, for those who do not see what it stands beside."""
    parts = [icon(first) if first else EMPTY]
    if not is_bare:
        parts.append(format_html("<span>{}</span>", label))
    if about:
        parts.append(format_html('<span class="visually-hidden">: {}</span>', about))
    parts.append(icon(last) if last else EMPTY)
    return joined(parts)


def idempotency_key() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_FIELD, uuid4())


def form(content: str, token: str, action: str, args: tuple[Any, ...], options: dict[str, Any]) -> SafeString:
    """A form that writes. `token` is the field that proves it came from our own page."""
    address = reverse(action, args=args) if action and not action.startswith(("/", "?")) else action
    css, sheet, key = options.pop("css", None), options.pop("sheet", False), options.pop("key", True)
    given: dict[str, Any] = {"class": css or None, "method": "post", "action": address or None}
    if sheet:
        given |= {"hx-post": address, "hx-target": "#sheet-body"}
    head = attributes({**given, **others(options)})
    return format_html("<form{}>{}{}{}</form>", head, token, idempotency_key() if key else EMPTY, content)


def menu_item(label: Text, url: str, options: dict[str, Any]) -> SafeString:
    drawing, badge = options.pop("icon", None), options.pop("badge", None)
    active = options.pop("active", False)
    given = {
        "class": "menu-item is-danger" if options.pop("danger", False) else "menu-item",
        "href": url,
        "data-sheet": options.pop("sheet", None) or None,
        "aria-current": options.pop("current", "true") if active else None,
        **others(options),
    }
    parts = [
        icon(drawing) if drawing else EMPTY,
        format_html("<span>{}</span>", label),
        format_html('<span class="count">{}</span>', badge) if badge else EMPTY,
    ]
    return format_html("<a{}>{}</a>", attributes(given), joined(parts))


def row(title: Text, end: str, options: dict[str, Any]) -> SafeString:
    """An entry of a list: mark, face, time, the title (a link if there is a `url`), `sub` below it, and its end."""
    url, sub, css = options.pop("url", None), options.pop("sub", None), options.pop("css", None)
    link = {"class": "row-title", "href": url or None, "data-sheet": options.pop("sheet", None) or None}
    parts = [
        _row_start(options),
        SafeString('<div class="row-main">'),
        format_html("<{0}{1}>{2}</{0}>", "a" if url else "span", attributes(link), title),
        format_html('<span class="row-sub">{}</span>', sub) if sub else EMPTY,
        SafeString("</div>"),
        format_html('<div class="row-end">{}</div>', end) if end.strip() else EMPTY,
    ]
    given = {"class": f"row-item {css or ''}".strip(), **others(options)}
    return format_html("<li{}>{}</li>", attributes(given), joined(parts))


def _row_start(options: dict[str, Any]) -> SafeString:
    tone, time = options.pop("tone", None), options.pop("time", None)
    face, face_size = options.pop("face", None), options.pop("face_size", "")
    below, width = options.pop("time_sub", None), " row-time-wide" if options.pop("wide", False) else ""
    parts = [format_html('<span class="row-mark tone-{}"></span>', tone) if tone else EMPTY]
    if face:
        parts.append(avatar(face, size=face_size))
    if time:
        small = format_html("<small>{}</small>", below) if below else EMPTY
        parts.append(format_html('<span class="row-time{}">{}{}</span>', width, time, small))
    return joined(parts)
