"""What tests of the administration share: its pages, and forms filled in as a browser would."""

from typing import Any

from django.db import models
from django.test import Client
from django.urls import reverse

from tests.pages import page


def listing(model: type[models.Model], query: str = "") -> str:
    return reverse(f"admin:tasks_{model._meta.model_name}_changelist") + query


def adding(model: type[models.Model]) -> str:
    return reverse(f"admin:tasks_{model._meta.model_name}_add")


def page_of(row: models.Model, page: str = "change") -> str:
    return reverse(f"admin:tasks_{row._meta.model_name}_{page}", args=[row.pk])


def asked(response: Any) -> dict[str, Any]:
    """What the page's form would send if nothing were typed."""
    form = next(form for form in page(response).forms if form.get("id", "").endswith("_form"))
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))  # a browser drops it from a text area
    return sent


def fill(client: Client, url: str, **typed: Any) -> Any:
    """Open the form at `url`, type, send. A line is `lines__0__field`: `memberships__0__role`."""
    data = asked(client.get(url))
    for name, value in typed.items():
        data[name.replace("__", "-")] = value
    return client.post(url, data)


def add_line(client: Client, url: str, lines: str, **typed: Any) -> Any:
    """Add one line to the `lines` of the form at `url`, as its script does: from the empty line."""
    data = asked(client.get(url))
    number, empty = int(data[f"{lines}-TOTAL_FORMS"][0]), f"{lines}-__prefix__-"
    blank = {name.removeprefix(empty): value for name, value in data.items() if name.startswith(empty)}
    fields = {f"{lines}__{number}__{name}": value for name, value in (blank | typed).items()}
    return fill(client, url, **{f"{lines}__TOTAL_FORMS": number + 1}, **fields)


def wrong(response: Any) -> str:
    """What a form that came back says is wrong."""
    assert response.status_code == 200, response
    items = page(response).xpath("//*[contains(@class, 'errorlist')]/li")
    return "；".join(item.text_content().strip() for item in items)


def listed(response: Any) -> set[str]:
    """The rows listed, by key."""
    assert response.status_code == 200, response
    return {str(row.pk) for row in response.context["cl"].result_list}
