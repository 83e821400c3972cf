"""Messages on pages: the names of templates and channels, where one went, why not, and the colour of a state."""

from django import template

from fitflow.notify import words
from fitflow.notify.models import Message

register = template.Library()


@register.filter
def why(message: Message) -> str:
    return words.why_words(message)


@register.filter
def channel_label(name: str) -> str:
    return words.channel_words(name)


@register.filter
def destination(message: Message) -> str:
    return words.destination_words(message)


@register.filter
def template_name(name: str) -> str:
    return words.template_words(name)


@register.filter
def state_tone(state: str) -> str:
    return words.TONES[Message.State(state)]
