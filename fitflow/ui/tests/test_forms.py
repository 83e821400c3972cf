import pytest
from django import forms

from fitflow.core.errors import Invalid, Refused
from fitflow.ui.forms import show_refusal
from fitflow.ui.tests.pages import Page
from fitflow.ui.views import SampleForm


class TestAForm:
    def test_ties_help_and_error_to_the_field(self) -> None:
        page = Page(str(SampleForm({"name": ""})))

        name = next(named for _tag, named in page.tags if named.get("id") == "id_name")
        assert name["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
        assert name["aria-invalid"] == "true"
        assert {"id_name_helptext", "id_name_error"} <= set(page.values("id"))

    def test_lists_what_is_wrong_with_links_to_the_fields(self) -> None:
        page = Page(str(SampleForm({"name": "", "email": "x@y.example", "policy": ""})))

        assert {"#id_name", "#id_policy"} <= set(page.values("href"))
        assert page.references() <= set(page.values("id"))

    def test_has_no_summary_before_it_is_sent(self) -> None:
        assert "data-error-summary" not in str(SampleForm())

    @pytest.mark.parametrize(
        ("field", "css"),
        [("id_name", "form-control"), ("id_trainer", "form-select"), ("id_online", "form-check-input")],
    )
    def test_gives_each_field_the_class_of_its_kind(self, field: str, css: str) -> None:
        page = Page(str(SampleForm()))

        assert next(named["class"] for _tag, named in page.tags if named.get("id") == field) == css

    def test_keeps_a_class_of_its_own(self) -> None:
        class Coded(forms.Form):
            code = forms.CharField(widget=forms.TextInput({"class": "code"}))

        assert 'class="code form-control"' in str(Coded())

    def test_shows_errors_of_the_whole_form_and_of_hidden_fields(self) -> None:
        class Strict(forms.Form):
            key = forms.UUIDField(widget=forms.HiddenInput)

            def clean(self) -> None:
                raise forms.ValidationError("The class has begun.")

        html = str(Strict({"key": "nonsense"}))

        assert "The class has begun." in html
        assert "Choose one from the list." in html


class TestARefusal:
    class Form(forms.Form):
        name = forms.CharField()
        until = forms.CharField()

    def bound(self) -> forms.Form:
        return self.Form({"name": "Maya", "until": "soon"})

    def test_stands_beside_its_field_else_on_top(self) -> None:
        form = self.bound()

        show_refusal(form, Invalid({"name": ["Too short."], "ends_at": ["Too early."], "zone": ["Unknown."]}),
                     {"ends_at": "until"})  # fmt: skip

        assert form.errors == {"name": ["Too short."], "until": ["Too early."], "__all__": ["Unknown."]}

    def test_of_an_act_stands_where_its_code_says(self) -> None:
        class Busy(Refused):
            code = "busy"

        form, other = self.bound(), self.bound()
        show_refusal(form, Busy("Not now."), {"busy": "until"})
        show_refusal(other, Busy("Not now."))

        assert form.errors == {"until": ["Not now."]}
        assert other.errors == {"__all__": ["Not now."]}
