"""Cancellation policies as the studio's own data: services, pages, API."""

from datetime import datetime
from typing import Any

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.jobs import drain
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.studio import create_studio
from fitflow.organizations.tests.browser import Browser
from fitflow.schedule.models import CancellationPolicy
from fitflow.schedule.queries.policies import Wanted, policies_of, sample_of
from fitflow.schedule.refusals import PolicyInUse
from fitflow.schedule.services.class_types import create_class_type, update_class_type
from fitflow.schedule.services.policies import (
    archive_policy,
    create_policy,
    ensure_policies,
    restore_policy,
    update_policy,
)

ROWS = [[48, 100], [24, 50], [6, 25]]


@pytest.fixture
def workshop(admin: Actor, now: datetime) -> CancellationPolicy:
    return create_policy(admin, name="Workshop", tiers=ROWS, now=now)


class TestEnsurePolicies:
    def test_gives_a_new_studio_three_policies(self, db: None, now: datetime) -> None:
        founder: User = make_user(email="fay@founder.test")
        organization = create_studio(
            founder,
            name="Riverside",
            slug="riverside",
            timezone="Europe/Rome",
            currency="EUR",
            preset="studio",
            now=now,
        )

        drain(now)

        with tenant(organization.pk):
            kinds = CancellationPolicy.objects.order_by("kind").values_list("name", "kind")
            assert list(kinds) == [("Cut-off", "cutoff"), ("Flexible", "flexible"), ("Tiered", "tiered")]

    def test_twice_makes_nothing_twice_and_keeps_new_names(self, system: Actor, admin: Actor, now: datetime) -> None:
        flexible = ensure_policies(system, now=now)[0]
        update_policy(admin, {"name": "Relaxed"}, policy_id=flexible.pk, now=now)

        assert ensure_policies(system, now=now) == []
        assert [policy.name for policy in policies_of(system)] == ["Cut-off", "Relaxed", "Tiered"]

    def test_leaves_a_name_alone_that_somebody_took(self, system: Actor, admin: Actor, now: datetime) -> None:
        create_policy(admin, name="flexible", tiers=[[1, 100]], now=now)

        assert [policy.kind for policy in ensure_policies(system, now=now)] == ["tiered", "cutoff"]


class TestCreatePolicy:
    def test_sorts_the_rows(self, admin: Actor, now: datetime) -> None:
        made = create_policy(admin, name="Own", tiers=[[6, 25], [48, 100], [24.5, 50]], now=now)

        assert made.tiers == [[48, 100], [24.5, 50], [6, 25]]
        assert Event.objects.get(type="policy.created").payload["kind"] == "custom"

    @pytest.mark.parametrize(
        "tiers",
        [
            [],
            "24:100",
            [[24]],
            [[24, 101]],
            [[-1, 100]],
            [[721, 100]],
            [[24, 100], [24, 50]],
            [[24, 50], [12, 100]],
            [[hours, hours] for hours in range(7)],
            [[float("nan"), 100]],
            [[float("inf"), 100]],
            [["a", 100]],
            [[24, 50.5]],
        ],
    )
    def test_refuses_rows_that_make_no_sense(self, admin: Actor, now: datetime, tiers: Any) -> None:
        with pytest.raises(Invalid) as refused:
            create_policy(admin, name="Own", tiers=tiers, now=now)

        assert list(refused.value.errors) == ["tiers"]
        assert not CancellationPolicy.objects.exists()

    def test_has_rows_only_when_they_are_ones_own(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid):
            create_policy(admin, name="Strict", kind="cutoff", tiers=ROWS, now=now)
        assert create_policy(admin, name="Strict", kind="cutoff", now=now).tiers == []

    def test_needs_a_name_of_its_own(self, admin: Actor, workshop: CancellationPolicy, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            create_policy(admin, name="WORKSHOP", tiers=ROWS, now=now)

        assert list(refused.value.errors) == ["name"]

    @pytest.mark.parametrize("who", ["manager", "trainer", "maya"])
    def test_is_an_admins_act(self, request: pytest.FixtureRequest, db: None, now: datetime, who: str) -> None:
        with pytest.raises(Forbidden):
            create_policy(request.getfixturevalue(who), name="Own", tiers=ROWS, now=now)


class TestUpdatePolicy:
    def test_changes_name_and_rows_and_says_so(self, admin: Actor, workshop: CancellationPolicy, now: datetime) -> None:
        update_policy(admin, {"name": "Weekend", "tiers": [[12, 100]]}, policy_id=workshop.pk, now=now)

        workshop.refresh_from_db()
        assert (workshop.name, workshop.tiers) == ("Weekend", [[12, 100]])
        changes = Event.objects.with_words().get(type="policy.changed").told["changes"]
        assert changes == {"name": ["Workshop", "Weekend"], "tiers": [ROWS, [[12, 100]]]}

    def test_never_changes_the_kind(self, admin: Actor, workshop: CancellationPolicy, now: datetime) -> None:
        with pytest.raises(Invalid):
            update_policy(admin, {"kind": "flexible"}, policy_id=workshop.pk, now=now)

    def test_of_a_stranger_is_not_found(self, stranger: Actor, workshop: CancellationPolicy, now: datetime) -> None:
        with pytest.raises(NotFound):
            update_policy(stranger, {"name": "Mine"}, policy_id=workshop.pk, now=now)


class TestArchivePolicy:
    def test_waits_until_no_class_names_it(
        self, studio: Studio, admin: Actor, workshop: CancellationPolicy, now: datetime
    ) -> None:
        class_type = create_class_type(admin, {"name": "Weekend", "policy": workshop.pk}, now=now)

        with pytest.raises(PolicyInUse) as refused:
            archive_policy(admin, policy_id=workshop.pk, now=now)
        assert refused.value.details == {"class_types": [class_type.name]}

        update_class_type(admin, {"policy": None}, class_type_id=class_type.pk, now=now)
        archive_policy(admin, policy_id=workshop.pk, now=now)
        assert list(policies_of(admin)) == []
        restore_policy(admin, policy_id=workshop.pk, now=now)
        assert list(policies_of(admin)) == [workshop]


class TestSample:
    def test_names_real_times_that_are_still_to_come(self, admin: Actor, now: datetime) -> None:
        sample = sample_of(admin, Wanted("custom", tiers=ROWS), now=now)

        assert sample.words == (
            "Cancel free until Sat 21 Nov 18:30, half back until Sun 22 Nov 18:30, "
            "25% back until Mon 23 Nov 12:30, nothing after."
        )
        assert all(step.until > now for step in sample.steps)
        assert sample.ends_early

    def test_of_the_flexible_policy_lasts_until_the_start(self, admin: Actor, now: datetime) -> None:
        sample = sample_of(admin, Wanted("flexible"), now=now)

        assert sample.words == "Cancel free until the start, Sun 22 Nov 18:30."
        assert not sample.ends_early


FORM = {
    "name": "Own",
    "kind": "custom",
    "rows": "2",
    "row-0-hours": "24",
    "row-0-percent": "100",
    "row-1-hours": "12",
    "row-1-percent": "50",
}


class TestPages:
    def test_list_says_what_each_means(self, studio: Studio, owner: Actor, workshop: CancellationPolicy) -> None:
        text = Browser(studio, owner).page("desk/policies/").content.decode()

        assert "Workshop" in text
        assert "Cancel free until" in text

    def test_list_shows_the_studios_own_policy_once_with_every_class_that_follows_it(
        self, studio: Studio, owner: Actor, now: datetime
    ) -> None:
        ensure_policies(owner, now=now)
        update_settings(owner, {"cancel.policy": "tiered"}, now=now)
        yoga = create_class_type(owner, {"name": "Yoga"}, now=now)
        page = Browser(studio, owner).page("desk/policies/")

        assert page.context["followers"] == (yoga,)
        assert [row.policy.name for row in page.context["rows"]] == ["Cut-off", "Flexible"]
        assert page.content.decode().count("Tiered") == 1

    def test_make_a_policy_without_a_script(self, studio: Studio, owner: Actor) -> None:
        browser = Browser(studio, owner)

        made = browser.post("desk/policies/new/", **FORM)

        assert made.status_code == 303
        with tenant(studio.id):
            assert CancellationPolicy.objects.get().tiers == [[24, 100], [12, 50]]

    def test_add_and_remove_rows_by_plain_posts(self, studio: Studio, owner: Actor) -> None:
        browser = Browser(studio, owner)

        more = browser.post("desk/policies/new/", **FORM, add_row="1").content.decode()
        fewer = browser.post("desk/policies/new/", **FORM, remove_row="0").content.decode()

        assert 'name="row-2-hours"' in more
        assert 'name="rows" value="3"' in more
        assert 'name="row-1-hours"' not in fewer
        assert 'name="row-0-hours" value="12"' in fewer
        with tenant(studio.id):
            assert not CancellationPolicy.objects.exists()

    @pytest.mark.parametrize("rows", ["", "x", "99", "0", "-1"])
    def test_take_no_nonsense_for_a_number_of_rows(self, studio: Studio, owner: Actor, rows: str) -> None:
        page = Browser(studio, owner).post("desk/policies/new/", **{**FORM, "rows": rows, "name": ""})

        assert page.status_code == 422

    def test_preview_on_the_clock_and_say_what_is_missing(self, studio: Studio, owner: Actor) -> None:
        browser = Browser(studio, owner)

        fine = browser.page("desk/policies/preview/", **FORM).content.decode()
        half = browser.page("desk/policies/preview/", **{**FORM, "row-1-percent": ""}).content.decode()
        wrong = browser.page("desk/policies/preview/", **{**FORM, "row-1-percent": "100"}).content.decode()

        assert "Members read: Cancel free until" in fine
        assert "Fill in hours and percent" in half
        assert "must not get more back" in wrong

    def test_show_what_is_wrong_beside_the_row(self, studio: Studio, owner: Actor) -> None:
        page = Browser(studio, owner).post("desk/policies/new/", **{**FORM, "row-1-percent": ""})

        assert page.status_code == 422
        assert "Each row needs hours and percent." in page.content.decode()

    def test_begin_with_the_rows_of_another_one(
        self, studio: Studio, owner: Actor, workshop: CancellationPolicy
    ) -> None:
        page = Browser(studio, owner).page("desk/policies/new/", like=str(workshop.pk)).content.decode()

        assert 'name="row-2-hours" value="6"' in page

    @pytest.mark.parametrize(
        ("who", "reads", "writes"),
        [("manager", 200, 403), ("trainer", 403, 403), ("maya", 403, 403), ("stranger", 404, 404)],
    )
    def test_are_read_by_managers_and_written_by_admins(
        self,
        request: pytest.FixtureRequest,
        studio: Studio,
        workshop: CancellationPolicy,
        who: str,
        reads: int,
        writes: int,
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who))

        assert browser.page("desk/policies/").status_code == reads
        assert browser.page(f"desk/policies/{workshop.pk}/").status_code == writes
        assert browser.post("desk/policies/new/", **FORM).status_code == writes
        assert browser.post(f"desk/policies/{workshop.pk}/archive/").status_code == writes
        with tenant(studio.id):
            assert CancellationPolicy.objects.filter(is_active=True).count() == 1


class TestApi:
    def test_makes_and_changes_policies(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        tiers = [{"min_hours_before": 24, "percent": 100}, {"min_hours_before": 2.5, "percent": 50}]

        made = browser.api("POST", "policies", {"name": "Own", "tiers": tiers})
        key = made.json()["id"]
        changed = browser.api("PATCH", f"policies/{key}", {"name": "Kind", "tiers": tiers[:1]})
        gone = browser.api("PATCH", f"policies/{key}", {"archived": True})

        assert made.status_code == 201
        assert [(row["min_hours_before"], row["percent"]) for row in made.json()["tiers"]] == [(24, 100), (2.5, 50)]
        assert b"24.0" not in made.content
        assert changed.json()["words"] == "All back until 24 hours before the start, nothing after that"
        assert gone.json()["archived"]
        assert browser.api("GET", "policies").json() == {"results": [], "next": None}

    def test_names_what_is_wrong(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)

        for body, field in (
            ({"name": "Own"}, "tiers"),
            ({"name": "Own", "kind": "kind"}, "kind"),
            ({"name": "Own", "tiers": [{"min_hours_before": 1}]}, "tiers.0.percent"),
        ):
            answer = browser.api("POST", "policies", body)
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    @pytest.mark.parametrize(
        ("who", "reads", "writes"), [("manager", 200, 403), ("trainer", 200, 403), ("maya", 403, 403)]
    )
    def test_is_read_by_staff_and_written_by_admins(
        self,
        request: pytest.FixtureRequest,
        studio: Studio,
        workshop: CancellationPolicy,
        who: str,
        reads: int,
        writes: int,
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who))

        assert browser.api("GET", f"policies/{workshop.pk}").status_code == reads
        assert browser.api("PATCH", f"policies/{workshop.pk}", {"name": "Mine"}).status_code == writes
