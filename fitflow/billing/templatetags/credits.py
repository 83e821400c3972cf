"""How amounts of credits are written."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fitflow.core.formats import Formats

register = template.Library()


@register.simple_tag
def moved(amount: Decimal, formats: Formats) -> SafeString:
    """+10 or −1, with a real minus, and in words for those who listen."""
    words = _("plus %(n)s") if amount > 0 else _("minus %(n)s")
    sign, css = ("+", "is-plus") if amount > 0 else ("−", "is-minus")
    number = formats.number(abs(amount))
    return format_html(
        '<span class="moved num {}"><span aria-hidden="true">{}{}</span><span class="visually-hidden">{}</span></span>',
        css,
        sign,
        number,
        words % {"n": number},
    )
