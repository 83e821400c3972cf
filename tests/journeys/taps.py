"""A person without scripts: reads a page, follows its links, fills in its forms, presses its buttons - and is counted.

A press of a link or a button is a tap; typing is none. What a page does by itself (a redirect, a form that is sent on)
costs nothing. Only what stands on the page can be pressed.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

VOID = {"input", "br", "img", "hr", "meta", "link"}


@dataclass
class Form:
    """A form of the page: where it goes, what its fields hold, and its buttons with the value each sends."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """The links and forms of a page, as somebody without scripts has them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._pressed: tuple[str, dict[str, str]] | None = None
        self._text: list[str] = []
        self._choice: tuple[str, list[str]] | None = None
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("a", "button"):
            self._pressed, self._text = (tag, given), []
        elif self._form is not None and given.get("name"):
            self._take(tag, given)
        if tag == "option" and self._choice and "selected" in given:
            self._choice[1].append(given.get("value", ""))

    def _take(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given["name"], given.get("type", "text")
        self._form.fields.add(name)
        if tag == "select":
            self._choice = name, []
        elif tag == "textarea":
            self._area = name
        elif kind in ("checkbox", "radio"):
            if "checked" in given:
                self._form.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind != "submit":
            self._form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._choice and self._form:
            self._form.values[self._choice[0]] = self._choice[1]
            self._choice = None
        elif tag in ("a", "button") and self._pressed and self._pressed[0] == tag:
            given, text = self._pressed[1], " ".join("".join(self._text).split())
            if tag == "a":
                self.links.append((text, given.get("href", "")))
            elif self._form is not None:
                self._form.buttons.append((text, given))
            self._pressed = None


@dataclass
class Person:
    """Somebody with a browser and no scripts. `taps` is what they have pressed so far."""

    browser: Client
    taps: list[str] = field(default_factory=list)
    path: str = ""
    html: str = ""
    status: int = 0

    def open(self, path: str) -> "Person":
        """By a link from elsewhere: no tap of ours."""
        return self._shown(self.browser.get(path, follow=True), path)

    def follow(self, text: str) -> "Person":
        target = next((href for label, href in Reader(self.html).links if label.startswith(text)), None)
        assert target is not None, (text, [label for label, _href in Reader(self.html).links])
        self.taps.append(text)
        return self.open(urljoin(self.path, target))

    def press(self, text: str, **typed: Any) -> "Person":
        """Fills in the form that has this button, and presses it."""
        for form in Reader(self.html).forms:
            for label, given in form.buttons:
                if label.startswith(text) and set(typed) <= form.fields:
                    return self._send(form, text, given, typed)
        raise AssertionError((text, [[label for label, _ in form.buttons] for form in Reader(self.html).forms]))

    def _send(self, form: Form, text: str, button: dict[str, str], typed: dict[str, Any]) -> "Person":
        self.taps.append(text)
        values: dict[str, Any] = {**form.values, **typed}
        if button.get("name"):
            values[button["name"]] = button.get("value", "")
        target = urljoin(self.path, form.action or self.path)
        send = self.browser.post if form.method == "post" else self.browser.get
        return self._shown(send(target, values, follow=True), target)

    def _shown(self, response: Any, path: str) -> "Person":
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        self.path = urlsplit(self.path).path
        self.html, self.status = response.content.decode(), response.status_code
        return self
