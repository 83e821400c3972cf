"""The question how people pay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fitflow.schedule.rules.payment import MOST_FREE, Answer, Payment
from fitflow.schedule.settings import AT_STUDIO, DESK_PRICE, IN_CREDITS
from fitflow.ui.forms import WholeField


class PaymentForm(forms.Form):
    """One answer; the fields below it belong to some of the answers."""

    answer = forms.ChoiceField(
        label=_("How do people pay?"),
        widget=forms.RadioSelect,
        choices=(
            (Answer.FIRST_FREE.value, _("The first classes are free")),
            (Answer.AT_STUDIO.value, _("At the studio: they book, and pay when they come")),
            (Answer.FREE.value, _("All classes are free")),
            (Answer.IN_CREDITS.value, _("Only with credits that we give them")),
        ),
    )
    free_classes = WholeField(label=_("Free classes for each new person"), min_value=1, max_value=MOST_FREE)
    afterwards = forms.ChoiceField(
        label=_("After that"),
        choices=((AT_STUDIO, _("they pay at the studio")), (IN_CREDITS, _("they need credits that we give them"))),
    )
    desk_price = forms.CharField(
        label=_("Price at the studio"),
        required=False,
        max_length=DESK_PRICE.longest,
        help_text=_("In words, such as £12 a class. People read it before they book. May be empty."),
    )

    def __init__(self, data: Any, *, payment: Payment) -> None:
        initial = {
            "answer": payment.answer.value,
            "free_classes": payment.free_classes,
            "afterwards": payment.afterwards,
            "desk_price": payment.desk_price,
        }
        # What does not belong to the answer may be left out.
        usual = {name: initial[name] for name in ("free_classes", "afterwards")}
        given = None if data is None else {**usual, **{name: value for name, value in data.items() if value}}
        super().__init__(given, initial=initial)

    def payment(self) -> Payment:
        """What was answered."""
        given = self.cleaned_data
        return Payment(Answer(given["answer"]), given["free_classes"], given["afterwards"], given["desk_price"].strip())
