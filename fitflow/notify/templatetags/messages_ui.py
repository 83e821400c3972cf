"""Messages on pages: what a template is called, why one was not sent, the colour of a state."""

from django import template

from fitflow.notify import labels
from fitflow.notify.models import Message

register = template.Library()


@register.filter
def why(code: str) -> str:
    return labels.why_words(code)


@register.filter
def template_name(name: str) -> str:
    return labels.template_words(name)


@register.filter
def state_tone(state: str) -> str:
    return labels.TONES[Message.State(state)]
