"""The administration in a browser: under the content policy its scripts still choose, add and save."""

from playwright.sync_api import expect

from tasks.models import Membership, Responsibility, User
from tests.admin_pages import adding, listing, page_of
from tests.browser.conftest import Open
from tests.cast import Cast


def test_an_administrator_finds_it_in_the_bar(cast: Cast, open_page: Open) -> None:
    page = open_page("/", cast.administrator)
    page.locator(".bar-end summary").last.click()
    page.locator(".bar-end a[href='/admin/']").click()
    expect(page.locator("#site-name")).to_contain_text("tasktrack 管理")
    expect(page.locator("#content")).to_contain_text("任务")


def test_a_lead_unit_is_searched_and_added_to_a_task(cast: Cast, open_page: Open) -> None:
    page = open_page(page_of(cast.tasks[4]), cast.administrator)
    page.locator("#responsibilities-group .add-row a").click()
    page.locator("#id_responsibilities-0-role").select_option("lead_unit")
    page.locator("#responsibilities-0 .field-unit .select2-selection").click()
    page.locator(".select2-search__field").fill("教育")
    page.locator(".select2-results__option", has_text="教育局").click()
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    lead = Responsibility.objects.get(task=cast.tasks[4])
    assert (lead.unit, lead.confirmed_by) == (cast.education, cast.administrator)


def test_a_user_is_entered_with_a_role(cast: Cast, open_page: Open) -> None:
    page = open_page(adding(User), cast.administrator)
    page.locator("#id_username").fill("gong")
    for name in ("password1", "password2"):
        page.locator(f"#id_{name}").fill("一个够长的新口令9")
    page.locator("#memberships-0 .field-district .select2-selection").click()
    page.locator(".select2-results__option", has_text="澄岚区").click()
    page.locator("#id_memberships-0-role").select_option("viewer")
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Membership.objects.get(user__username="gong").role == "viewer"


def test_lists_and_histories_open_without_complaint(cast: Cast, open_page: Open) -> None:
    for path in (listing(User), listing(type(cast.tasks[0])), page_of(cast.tasks[0], "history")):
        expect(open_page(path, cast.administrator).locator("#content h1")).to_be_visible()
