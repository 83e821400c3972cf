import json
from pathlib import Path

import pytest

from fitflow.ui import assets
from fitflow.ui.purge import purge


class TestFit:
    @pytest.mark.parametrize("comment", [b"//# sourceMappingURL=a.js.map", b"/*# sourceMappingURL=a.css.map */"])
    def test_removes_the_source_map_comment_at_the_end(self, comment: bytes) -> None:
        assert assets.fit(b"let a;\n" + comment + b"\n", "") == b"let a;\n"

    def test_gives_a_umd_build_an_export(self) -> None:
        assert assets.fit(b"var Chart=1;", "Chart") == b"var Chart=1;export default Chart;\n"


class TestCopy:
    @pytest.fixture
    def modules(self, tmp_path: Path) -> Path:
        for asset in assets.ASSETS:
            target = tmp_path / "node_modules" / asset.source
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("x")
        (tmp_path / "node_modules" / "lit" / "LICENSE").write_text("BSD")
        return tmp_path / "node_modules"

    def test_copies_the_listed_files_and_licences_and_nothing_else(self, modules: Path, tmp_path: Path) -> None:
        (modules / "lit" / "extra.js").write_text("not listed")

        count = assets.copy(modules, tmp_path / "vendor")

        copied = {str(path.relative_to(tmp_path / "vendor")) for path in tmp_path.glob("vendor/**/*") if path.is_file()}
        assert copied == {asset.name for asset in assets.ASSETS} | {"licences/lit.txt"}
        assert count == len(assets.ASSETS)

    def test_names_a_missing_file_and_keeps_the_old_ones(self, modules: Path, tmp_path: Path) -> None:
        (tmp_path / "vendor").mkdir()
        (tmp_path / "vendor" / "old.js").touch()
        (modules / assets.ASSETS[-1].source).unlink()

        with pytest.raises(assets.AssetsError, match=r"css-tag\.js is not in node_modules"):
            assets.copy(modules, tmp_path / "vendor")

        assert (tmp_path / "vendor" / "old.js").exists()


class TestLockedPackages:
    def test_are_named_exactly_and_without_a_registry(self) -> None:
        package = json.loads((assets.ROOT / "package.json").read_text())
        lock = (assets.ROOT / "package-lock.json").read_text()

        assert all(version[0].isdigit() for version in package["dependencies"].values())
        assert '"resolved"' not in lock
        assert "registry" not in lock


class TestPurge:
    """Of a sheet of others only what can match is kept."""

    def test_keeps_what_our_words_can_match_and_what_has_no_class(self) -> None:
        css = '@charset "UTF-8";a{b:c}.card,.gone{d:e}.gone .card{f:g}.btn-any{h:i}.card:not(.gone){j:k}'

        assert purge(css, {"card"}) == '@charset "UTF-8";a{b:c}.card{d:e}.btn-any{h:i}.card:not(.gone){j:k}'

    def test_looks_into_media_queries_and_leaves_out_empty_ones(self) -> None:
        css = "@media print{.gone{a:b}}@media (width>1px){.card{a:b}.gone{a:b}}"

        assert purge(css, {"card"}) == "@media (width>1px){.card{a:b}}"

    def test_leaves_out_variables_and_animations_that_nobody_reads_any_more(self) -> None:
        css = (
            ":root{--read:1;--unread:var(--chain);--chain:2;--ours:3}.gone{animation:turn 1s}"
            "a{b:var(--read);background:url('data:x;y{z}')}@keyframes turn{to{a:b}}"
        )

        assert purge(css, {"--ours"}) == ":root{--read:1;--ours:3}a{b:var(--read);background:url('data:x;y{z}')}"

    def test_takes_a_class_with_signs_in_its_name_for_one_word(self) -> None:
        assert purge(r".w\/2{a:b}.x\.5{c:d}", {"w/2"}) == r".w\/2{a:b}"
