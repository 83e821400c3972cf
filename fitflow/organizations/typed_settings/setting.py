"""What every setting has: a key, a section, a label, a default, and what the kinds of studio change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fitflow.core.formats import Formats
from fitflow.core.texts import read_line

if TYPE_CHECKING:
    from fitflow.organizations.typed_settings.kinds import Flag

JSON: TypeAlias = None | bool | int | float | str | list[Any] | dict[str, Any]
Words: TypeAlias = str | Promise
T = TypeVar("T")


@dataclass(frozen=True)
class Preset:
    """A kind of studio, and the sentence by which an owner recognises it. Settings say what it changes."""

    name: str
    label: Words
    sentence: Words


@dataclass(frozen=True)
class Section:
    """A section of the settings page. `feature` switches it off: what a studio does not use needs no settings."""

    name: str
    label: Words
    icon: str
    text: Words
    order: int
    feature: "Flag | None" = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting(Generic[T]):
    """One key. `default` and the values by preset are in the stored form; `said` is a piece of its section's tile."""

    key: str
    section: Section
    label: Words
    default: JSON = None
    help: Words = ""
    presets: Mapping[Preset, JSON] = field(default_factory=dict)
    said: Words = ""
    #: Keys this setting had before: their stored values and programs that still send them are understood.
    formerly: tuple[str, ...] = ()
    kind: ClassVar[str]
    unit: ClassVar[str | None] = None
    is_optional: ClassVar[bool] = False
    choices: ClassVar[Sequence[tuple[str, Words]]] = ()

    def of(self, settings: Mapping[str, Any]) -> T:
        """The value in a studio's resolved settings; the default where the studio was not resolved since it exists."""
        return self.parse(settings.get(self.key, self.default))

    def clean(self, value: object) -> JSON:
        """The value in its normal form; a ValueError says what would be right."""
        if self.is_optional and value in (None, ""):
            return None
        try:
            return self.read(value)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ValueError(self.expected) from error

    @property
    def expected(self) -> str:
        """What a right value looks like, to follow "must be"."""
        words = self.right_value()
        return _("%(value)s, or null") % {"value": words} if self.is_optional else words

    def words(self, stored: JSON, formats: Formats) -> str:
        """A stored value as people say it: 10 minutes, on, 3 months, none."""
        return _("none") if stored is None else self.say(stored, formats)

    # What each kind defines:

    def parse(self, stored: Any) -> T:
        """The Python value of a stored one."""
        raise NotImplementedError

    def read(self, value: Any) -> JSON:
        """The normal form of what a program sent. Anything wrong is a ValueError, TypeError or InvalidOperation."""
        raise NotImplementedError

    def right_value(self) -> str:
        """`expected` without the null."""
        raise NotImplementedError

    def say(self, stored: Any, formats: Formats) -> str:
        """`words` of a value that is there."""
        return str(stored)

    def advice(self) -> str:
        """What a right entry is, as a sentence under the field."""
        return _("Choose one of the values offered.")

    def form_field(self, **kwargs: Any) -> forms.Field:
        """The field of the settings page: it cleans to the form that programs send."""
        raise NotImplementedError


def line_of_text(value: object) -> str:
    if not isinstance(value, str) or "\n" in value.strip():
        raise ValueError(value)
    return read_line(value)
