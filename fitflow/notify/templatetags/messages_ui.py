"""Messages on pages: what a template is called, why one was not sent, the colour of a state."""

from django import template

from fitflow.notify import words
from fitflow.notify.models import Message

register = template.Library()


@register.filter
def why(code: str) -> str:
    return words.why_words(code)


@register.filter
def template_name(name: str) -> str:
    return words.template_words(name)


@register.filter
def state_tone(state: str) -> str:
    return words.TONES[Message.State(state)]
