"""The style sheet of a studio's colour; and the kit on show, only while developing and in the demo."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from fitflow.core.doors import public
from fitflow.ui import samples
from fitflow.ui.brand import brand_css
from fitflow.ui.forms import EmailAddressField
from fitflow.ui.htmx import close_sheet, is_sheet, render_page, see_other, send_toasts

View = Callable[..., HttpResponse]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", max_length=80, help_text="As it is shown to members.")
    email = EmailAddressField(label="E-mail")
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}), required=False)
    trainer = forms.ChoiceField(label="Trainer", choices=[("", "Choose"), ("a", "Ana Ruiz"), ("b", "Ben Okafor")])
    policy = forms.ChoiceField(
        label="Cancelling",
        widget=forms.RadioSelect,
        choices=[
            ("flexible", "Free until the start"),
            ("tiered", "Step by step"),
            ("cutoff", "Free until 12 h before"),
        ],
        help_text="What a member pays who cancels.",
    )
    days = forms.MultipleChoiceField(
        label="Repeats on",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Monday"), ("3", "Wednesday"), ("5", "Friday")],
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    online = forms.BooleanField(label="Online class", required=False, help_text="Members see the link 15 min before.")
    public = forms.BooleanField(
        label="Visible to the public", required=False, widget=forms.CheckboxInput({"role": "switch"})
    )


def on_show(view: View) -> View:
    """Open to everybody, but not there at all in a studio's own installation."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (settings.DEBUG or getattr(settings, "FITFLOW_DEMO", False)):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@public
def brand(_request: HttpRequest, color: str) -> HttpResponse:
    """The colour is in the address, so the answer never changes."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(brand_css(f"#{color}"), content_type="text/css; charset=utf-8", headers=headers)


@public
@on_show
def kit(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"name": "", "email": "mara@", "policy": "", "online": "on"}, auto_id="wrong_%s")
    context = samples.shell() | samples.components() | {"form": SampleForm(), "wrong_form": wrong}
    return render_page(request, "ui/kit/kit.html", context)


@public
@on_show
def layout(request: HttpRequest, name: str) -> HttpResponse:
    if name not in {"public", "member", "auth", "plain", "confirm"}:
        raise Http404
    context = samples.shell() | samples.components() | {"form": SampleForm()}
    return render_page(request, f"ui/kit/{name}.html", context)


@public
@on_show
def form(request: HttpRequest) -> HttpResponse:
    filled = SampleForm(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        messages.success(request, "Saved. Members see the change at once.")
        return see_other(request, reverse("ui:kit"))
    status = 422 if filled.is_bound else 200
    context = samples.shell() | {"form": filled, "layout": "ui/desk.html"}
    return render_page(request, "ui/kit/form.html", context, part="form", status=status)


@public
@on_show
def sheet(request: HttpRequest) -> HttpResponse:
    context = (
        samples.shell() | samples.components() | {"action": reverse("ui:kit-sheet"), "cancel_url": reverse("ui:kit")}
    )
    if request.method == "POST":
        messages.success(request, "Your booking is cancelled. 1 credit is back in your wallet.")
        return see_other(request, reverse("ui:kit"))
    if is_sheet(request) and "say" in request.GET:
        messages.info(request, "Only a note.")
        return close_sheet(send_toasts(request, HttpResponse("")))
    return render_page(request, "ui/kit/confirm.html", context, part="sheet")


@csp_replace({"style-src": [UNSAFE_INLINE], "script-src": [NONE]})
@public
@on_show
def mail(request: HttpRequest) -> HttpResponse:
    return render_page(request, "ui/kit/mail.html", samples.shell() | samples.components())
