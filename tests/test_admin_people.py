"""Accounts and roles in the administration: what an administrator of a district can give, and to whom."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tasks.models import District, Membership, Official, ProgressReport, Unit, User, Year
from tasks.services.standing import refresh
from tests.admin_pages import add_line, adding, asked, fill, listed, listing, page_of, wrong
from tests.cast import Cast, make_user
from tests.pages import DAY, freeze, say, signed_in, stand_today

NEW = "一个够长的新口令9"


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def shared(cast: Cast) -> User:
    """Somebody who works for both districts."""
    user = make_user("shared", "双职")
    for district in (cast.district, cast.other_district):
        Membership.objects.create(user=user, district=district, role=Membership.Role.VIEWER)
    return user


def new_user(client: Client, cast: Cast, **typed: Any) -> Any:
    given = {
        "username": "gong",
        "name": "龚新",
        "password1": NEW,
        "password2": NEW,
        "memberships__0__district": cast.district.pk,
        "memberships__0__role": "reporter",
        "memberships__0__unit": cast.education.pk,
    }
    return fill(client, adding(User), **(given | typed))


def set_password(client: Client, user: User) -> Any:
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    return client.post(url, {"password1": NEW, "password2": NEW})


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# ---- accounts ----
def test_a_new_user_gets_a_role_and_a_password_to_be_changed(cast: Cast, client: Client) -> None:
    assert new_user(client, cast).status_code == 302
    user = User.objects.get(username="gong")
    held = user.memberships.get()
    assert (held.district, held.role, held.unit) == (cast.district, "reporter", cast.education)
    assert (user.check_password(NEW), user.must_change_password) == (True, True)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.history.get().history_user == cast.administrator


def test_a_new_user_is_something_in_the_district(cast: Cast, client: Client) -> None:
    assert wrong(new_user(client, cast, memberships__0__district="", memberships__0__role=""))
    assert not User.objects.filter(username="gong").exists()


@pytest.mark.parametrize("field", ["district", "unit"])
def test_a_role_elsewhere_cannot_be_given(cast: Cast, client: Client, field: str) -> None:
    other = {"district": cast.other_district, "unit": cast.other_unit}[field]
    assert wrong(new_user(client, cast, **{f"memberships__0__{field}": other.pk}))
    line = {"district": cast.district.pk, "role": "reporter", "unit": cast.industry.pk} | {field: other.pk}
    assert wrong(add_line(client, page_of(cast.viewer), "memberships", **line))
    assert wrong(fill(client, adding(Membership), user=cast.viewer.pk, **line))
    assert not Membership.objects.exclude(user=cast.other_administrator).filter(**{field: other}).exists()


def test_nobody_from_elsewhere_can_be_given_a_role(cast: Cast, client: Client) -> None:
    for stranger in (cast.other_administrator, cast.superuser, cast.nobody):
        typed = {"user": stranger.pk, "district": cast.district.pk, "role": "administrator"}
        assert wrong(fill(client, adding(Membership), **typed))
        assert not stranger.memberships.filter(district=cast.district).exists()


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "groups", "user_permissions"])
def test_no_power_beyond_the_district_can_be_given(cast: Cast, client: Client, field: str) -> None:
    group = Group.objects.create(name="组")
    for user in (cast.administrator, cast.reporter):
        assert (
            fill(client, page_of(user), **{field: group.pk if field == "groups" else "1"}).status_code == 302
        )
        after = fresh(user)
        assert (after.is_superuser, after.is_staff) == (False, False)
        assert not after.groups.exists()
        assert not after.user_permissions.exists()


def test_groups_have_no_page(cast: Cast) -> None:
    assert Group not in admin.site._registry
    assert "group" not in signed_in(cast.superuser).get(reverse("admin:index")).content.decode()


def test_a_superuser_is_out_of_sight(cast: Cast, client: Client) -> None:
    held = Membership.objects.create(user=cast.superuser, district=cast.district, role="viewer")
    assert str(cast.superuser.pk) not in listed(client.get(listing(User)))
    assert str(held.pk) not in listed(client.get(listing(Membership)))
    assert client.get(page_of(cast.superuser)).status_code == 302
    assert set_password(client, cast.superuser).status_code == 404
    assert client.post(page_of(held, "delete"), {"post": "yes"}).status_code == 302
    assert fresh(cast.superuser).check_password(Cast.PASSWORD)
    assert cast.superuser.memberships.exists()


def test_a_superuser_makes_superusers(cast: Cast) -> None:
    assert fill(signed_in(cast.superuser), page_of(cast.viewer), is_superuser="on").status_code == 302
    assert fresh(cast.viewer).is_superuser


def test_nobody_is_deleted_but_an_account_can_be_shut(cast: Cast, client: Client) -> None:
    for administrator in (client, signed_in(cast.superuser)):
        assert administrator.post(page_of(cast.viewer, "delete"), {"post": "yes"}).status_code == 403
    data = asked(client.get(page_of(cast.viewer)))
    del data["is_active"]
    assert client.post(page_of(cast.viewer), data).status_code == 302
    assert not fresh(cast.viewer).is_active


# ---- passwords ----
def test_a_password_given_out_has_to_be_changed(cast: Cast, client: Client) -> None:
    assert client.get(reverse("admin:auth_user_password_change", args=[cast.viewer.pk])).status_code == 200
    assert set_password(client, cast.viewer).status_code == 302
    user = fresh(cast.viewer)
    assert (user.check_password(NEW), user.must_change_password) == (True, True)


def test_a_password_given_out_follows_the_rules(cast: Cast, client: Client) -> None:
    url = reverse("admin:auth_user_password_change", args=[cast.viewer.pk])
    assert wrong(client.post(url, {"password1": "123", "password2": "123"}))
    assert wrong(client.post(url, {"password1": "", "password2": ""}))
    assert fresh(cast.viewer).check_password(Cast.PASSWORD)


def test_ones_own_password_is_changed_where_everybody_does(cast: Cast, client: Client) -> None:
    answer = set_password(client, cast.administrator)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("password_change"))
    assert client.get(reverse("admin:password_change")).headers["Location"] == reverse("password_change")
    assert fresh(cast.administrator).check_password(Cast.PASSWORD)


def test_who_also_works_elsewhere_keeps_the_account_they_sign_in_with(cast: Cast, client: Client) -> None:
    user = shared(cast)
    assert set_password(client, user).status_code == 403
    fill(client, page_of(user), username="taken", name="改名", email="a@b.cn")
    after = fresh(user)
    assert (after.username, after.name, after.email, after.is_active) == ("shared", "双职", "", True)
    assert after.check_password(Cast.PASSWORD)


def test_who_also_works_elsewhere_can_be_given_and_lose_roles_here_only(cast: Cast, client: Client) -> None:
    user = shared(cast)
    page = client.get(page_of(user)).content.decode()
    assert "栖岭" not in page
    line = {"district": cast.district.pk, "role": "leader", "official": cast.official.pk}
    assert add_line(client, page_of(user), "memberships", **line).status_code == 302
    assert sorted(user.memberships.values_list("district__code", "role")) == [
        ("990101", "leader"),
        ("990101", "viewer"),
        ("990202", "viewer"),
    ]
    assert client.get(page_of(user.memberships.get(district=cast.other_district))).status_code == 302


# ---- roles, units, officials ----
def test_a_reporter_without_a_unit_is_refused_in_words(cast: Cast, client: Client) -> None:
    line = {"district": cast.district.pk, "role": "reporter"}
    assert "填报员" in wrong(add_line(client, page_of(cast.viewer), "memberships", **line))


def test_the_same_role_twice_is_refused_in_words(cast: Cast, client: Client) -> None:
    typed = {"user": cast.viewer.pk, "district": cast.district.pk, "role": "viewer"}
    assert "membership_once" not in wrong(fill(client, adding(Membership), **typed))


def test_the_list_of_users_is_filtered_by_their_roles_here(cast: Cast, client: Client) -> None:
    user = shared(cast)
    user.memberships.filter(district=cast.other_district).update(role=Membership.Role.ADMINISTRATOR)
    assert listed(client.get(listing(User, "?role=administrator"))) == {str(cast.administrator.pk)}
    assert str(user.pk) in listed(client.get(listing(User, "?role=viewer")))


@pytest.mark.parametrize(("model", "name"), [(Unit, "水利局"), (Official, "江行")])
def test_other_names_are_entered_one_a_line(
    cast: Cast, client: Client, model: type[Unit] | type[Official], name: str
) -> None:
    typed = {"district": cast.district.pk, "name": name, "aliases": "甲称\r\n\r\n 乙称 \r\n甲称"}
    assert fill(client, adding(model), **typed).status_code == 302
    row = model.objects.get(name=name)
    assert row.aliases == ["甲称", "乙称"]
    assert asked(client.get(page_of(row)))["aliases"] == ["甲称\n乙称"]
    assert listed(client.get(listing(model, "?q=乙称"))) == {str(row.pk)}


def test_a_unit_that_becomes_a_collective_reports_no_more(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch)
    task = cast.tasks[1]
    say(task, cast.reporter, 70)
    report = task.reports.get()
    report.pk, report.unit, report.percent = None, cast.education, 20
    report.save()
    refresh(type(task).objects.filter(pk=task.pk), DAY)
    assert task.spans.get(end=None).percent == 70
    fill(client, page_of(cast.industry), collective="open")
    assert task.spans.get(end=None).percent == 20
    assert ProgressReport.objects.count() == 2


# ---- districts and years ----
def test_a_district_is_entered_by_superusers_only(cast: Cast, client: Client) -> None:
    assert client.get(adding(District)).status_code == 403
    assert client.post(page_of(cast.district, "delete"), {"post": "yes"}).status_code == 403
    fill(client, page_of(cast.district), code="1", full_name="江州澄岚区", reporters_see_all="on")
    district = District.objects.get(pk=cast.district.pk)
    assert (district.code, district.full_name, district.reporters_see_all) == ("990101", "江州澄岚区", True)
    root = signed_in(cast.superuser)
    assert fill(root, adding(District), code="990303", short_name="西川县").status_code == 302


def test_a_year_comes_with_its_periods(cast: Cast, client: Client) -> None:
    assert fill(client, adding(Year), district=cast.district.pk, number=2027).status_code == 302
    assert cast.district.years.get(number=2027).periods.count() == 12


def test_other_points_are_another_standing_at_once(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch)
    stand_today()
    say(cast.tasks[0], cast.reporter, 50)
    span = cast.tasks[0].spans.filter(end=None)
    assert span.get().standing == "far_behind"
    assert fill(client, page_of(cast.year), red_points=90).status_code == 302
    assert span.get().standing == "behind"
    assert "界限" in wrong(fill(client, page_of(cast.year), tolerance_points=95))
