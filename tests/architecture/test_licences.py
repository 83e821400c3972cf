"""docs/licences.md names exactly the packages that are locked, each with the licence it says itself."""

from email.message import Message
from typing import Any, cast

import pytest

from tools import licences
from tools.licences import PAGE, UnknownLicence, licence_of, python_packages, render, written_licences


def package(**fields: Any) -> Any:
    """What a package says of itself."""
    found = Message()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            found[name.replace("_", "-")] = value
    return cast(Any, found)


class TestThePage:
    def test_is_what_the_packages_say(self) -> None:
        assert PAGE.read_text() == render(written_licences()), "run: make licences"

    def test_names_a_package_that_was_locked_since(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(licences, "python_packages", lambda: [*python_packages(), "pytest"])

        assert PAGE.read_text() != render(written_licences())

    def test_keeps_the_row_of_a_package_for_another_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(licences, "python_packages", lambda: ["only-for-windows"])

        assert "| only-for-windows | MIT |" in render({"only-for-windows": "MIT"})
        with pytest.raises(UnknownLicence, match="only-for-windows is not installed here"):
            render({})


class TestTheLicenceOfAPackage:
    @pytest.mark.parametrize(
        ("said", "licence"),
        [
            (package(Name="a", License_Expression="MIT", License="other"), "MIT"),
            (package(Name="a", License="BSD-3-Clause"), "BSD-3-Clause"),
            (package(Name="a", Classifier=["License :: OSI Approved :: MIT License"]), "MIT License"),
            (package(Name="a", License="Copyright\nby many", Classifier=["License :: X", "Topic :: Y"]), "X"),
            (package(Name="a", License="Dual License", Classifier=["License :: X", "License :: Y"]), "X, Y"),
        ],
    )
    def test_is_the_most_exact_that_it_says(self, said: Any, licence: str) -> None:
        assert licence_of(said) == licence

    def test_must_be_said(self) -> None:
        with pytest.raises(UnknownLicence, match="a does not say its licence"):
            licence_of(package(Name="a", Classifier=["Topic :: Y"]))
