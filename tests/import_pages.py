"""What tests of the pages of an import share."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import ImportBatch, ImportRow
from imports.services.apply import apply
from imports.services.stage import stage
from tasks.models import User
from tests.cast import Cast
from tests.pages import signed_in
from tests.plans import plan


def address(name: str, cast: Cast, batch: ImportBatch | None = None, query: str = "") -> str:
    """A page of the cast's district, or of one of its imports."""
    place: dict[str, Any] = {"code": cast.district.code}
    return reverse(name, kwargs={**place, "pk": batch.pk} if batch else place) + query


def staged(cast: Cast, data: bytes | None = None, name: str = "计划.txt") -> ImportBatch:
    return stage(name, data or plan(), user=cast.administrator)


def imported(cast: Cast, data: bytes | None = None) -> ImportBatch:
    batch = staged(cast, data)
    apply(batch, user=cast.administrator, undecided="empty")
    batch.refresh_from_db()
    return batch


def upload(cast: Cast, data: bytes, name: str = "计划.txt", user: User | None = None) -> Any:
    file = SimpleUploadedFile(name, data)
    return signed_in(user or cast.administrator).post(address("import_list", cast), {"file": file})


def see(cast: Cast, batch: ImportBatch, query: str = "", status: int = 200) -> Any:
    response = signed_in(cast.administrator).get(address("import_preview", cast, batch, query))
    assert response.status_code == status
    return response


def send(cast: Cast, name: str, batch: ImportBatch, data: Any, query: str = "", headers: Any = None) -> Any:
    """What the administrator gets who posts `data`, every redirection followed."""
    client = signed_in(cast.administrator)
    return client.post(address(name, cast, batch, query), data, follow=True, headers=headers)


def row(batch: ImportBatch, number: int) -> ImportRow:
    return batch.rows.get(number=number)


def choices(batch: ImportBatch) -> dict[int, str]:
    """The rows somebody has decided about, by number."""
    return dict(batch.rows.exclude(choice="").order_by("number").values_list("number", "choice"))


_PART = re.compile(r"(?P<mark>[.#]?)(?P<name>[\w-]+)|\[(?P<attr>[\w-]+)(?:(?P<op>[$]?)=(?P<value>[^]]*))?\]")


def find(element: Any, selector: str) -> list[Any]:
    """The elements below that fit `selector`: tags, .classes, #ids, [attributes=…], apart by spaces."""
    steps = "".join(f"//*{''.join(map(_condition, _PART.finditer(step)))}" for step in selector.split())
    return list(element.xpath(f".{steps}"))


def _condition(part: "re.Match[str]") -> str:
    if part["attr"] and part["value"] is None:
        return f"[@{part['attr']}]"
    if part["attr"]:
        value = f'"{part["value"]}"'
        ends = f"substring(@{part['attr']}, string-length(@{part['attr']}) - string-length({value}) + 1)"
        return f"[{ends if part['op'] else '@' + part['attr']} = {value}]"
    return {
        "": f"[self::{part['name']}]",
        "#": f'[@id = "{part["name"]}"]',
        ".": f'[contains(concat(" ", @class, " "), " {part["name"]} ")]',
    }[part["mark"]]


def said(response: Any) -> str:
    """The lines about what happened."""
    return "".join(str(message) for message in response.context["messages"])
