"""From one template to a subject, a text and an HTML part.

A template is `<app>/templates/<app>/messages/<name>.txt`: plain text in blocks, so nothing in it is markup and the
HTML part escapes every word. Blocks: `subject` and `body` (paragraphs between blank lines), and where wanted `heading`,
`facts` and `links` (one "Label: value" a line), `action` (the button's label), `note` (small print), `short` (what the
inbox shows, in one paragraph).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import BlockNode
from django.utils.translation import gettext as _

LONGEST_SUBJECT = 200
DARK_INK, LIGHT_INK = "#111a2c", "#ffffff"


class TemplateProblem(ValueError):
    """A message template says something we cannot send."""


@dataclass(frozen=True)
class Letterhead:
    """Whose message it is, and where to change which ones one gets."""

    name: str
    color: str
    preferences_url: str = ""


@dataclass(frozen=True)
class Attachment:
    """A small text file: a calendar invitation. `type` may carry parameters (text/calendar; method=PUBLISH)."""

    name: str
    type: str
    text: str


@dataclass(frozen=True)
class Composed:
    """Every part of a message, for the channels to choose from. `short` is one paragraph, `url` where it leads."""

    subject: str
    text: str
    html: str
    short: str
    url: str = ""
    attachments: tuple[Attachment, ...] = ()


def compose(
    template: str,
    values: Mapping[str, Any],
    *,
    letterhead: Letterhead,
    name: str,
    url: str,
    attachments: Sequence[Attachment] = (),
) -> Composed:
    """Every part of a message, in the language that is active."""
    parts = blocks(f"{template.replace('/', '/messages/', 1)}.txt", values)
    subject = one_line(parts["subject"])[:LONGEST_SUBJECT]
    paragraphs = split_paragraphs(parts["body"])
    link = absolute(url) if url else ""
    letter = {
        "subject": subject,
        "heading": one_line(parts.get("heading", "")) or subject,
        "greeting": _("Hello %(name)s,") % {"name": name} if name else "",
        "paragraphs": paragraphs,
        "facts": labelled(parts.get("facts", "")),
        "action": one_line(parts.get("action", "")),
        "url": link,
        "links": [(label, absolute(link)) for label, link in labelled(parts.get("links", ""))],
        "notes": split_paragraphs(parts.get("note", "")),
        "letterhead": letterhead,
    }
    short = one_line(parts.get("short", "")) or next(iter(paragraphs), "")
    return Composed(subject, as_text(letter), as_html(letter), short, link, tuple(attachments))


def blocks(template: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Each block of a text template, rendered without escaping."""
    source = get_template(template).template  # type: ignore[attr-defined]
    context = Context(dict(values), autoescape=False)
    with context.render_context.push_state(source), context.bind_template(source):
        found = {node.name: node.render(context) for node in source.nodelist.get_nodes_by_type(BlockNode)}
    if missing := {"subject", "body"} - found.keys():
        raise TemplateProblem(f"{template} has no block {', '.join(sorted(missing))}")
    return found


def as_text(letter: Mapping[str, Any]) -> str:
    head: Letterhead = letter["letterhead"]
    footer = ["-- ", head.name]
    if head.preferences_url:
        footer.append(_("Choose which messages you get: %(url)s") % {"url": head.preferences_url})
    parts = [
        letter["greeting"],
        *letter["paragraphs"],
        "\n".join(f"{label}: {value}" for label, value in letter["facts"]),
        f"{letter['action']}: {letter['url']}" if letter["action"] and letter["url"] else "",
        "\n".join(f"{label}: {url}" for label, url in letter["links"]),
        *letter["notes"],
        "\n".join(footer),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(letter: Mapping[str, Any]) -> str:
    head: Letterhead = letter["letterhead"]
    look = {"studio_name": head.name, "color": head.color, "ink": ink_on(head.color)}
    return render_to_string("notify/mail/message.html", {**letter, **look, "preferences_url": head.preferences_url})


def one_line(text: str) -> str:
    """A subject is one line, whatever a name in it contains."""
    return " ".join(text.split())


def split_paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [one_line(part) for part in re.split(r"\n\s*\n", lines) if part.strip()]


def labelled(text: str) -> list[tuple[str, str]]:
    """Lines like "When: Friday 18:30" as pairs. A line without a label goes on with the value above."""
    pairs: list[tuple[str, str]] = []
    for line in filter(str.strip, text.splitlines()):
        label, colon, value = (part.strip() for part in line.partition(":"))
        if colon:
            pairs.append((label, value))
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {label}")
    return [(label, value) for label, value in pairs if value]


def absolute(url: str) -> str:
    """An address that works in a mail; only our own pages and plain web addresses are let through."""
    if url.startswith("/") and not url.startswith("//"):
        return f"{settings.FITFLOW_URL}{url}"
    if url.startswith(("https://", "http://")):
        return url
    raise TemplateProblem(f"{url!r} is no web address")


def ink_on(color: str) -> str:
    """White or dark letters, whichever reads better on a colour (contrast as WCAG counts it)."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return LIGHT_INK if 1.05 / (luminance + 0.05) >= 4.5 else DARK_INK
