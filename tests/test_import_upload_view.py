"""Uploading a plan document, and the list of what was uploaded."""

from typing import Any

import pytest
from django.test import Client

from imports.models import ImportBatch
from tasks.models import SourceFile
from tests.cast import Cast
from tests.import_pages import address, find, imported, staged, upload
from tests.pages import everybody, page, queries, signed_in, text
from tests.plans import plan


def test_it_keeps_the_document_and_leaves_it_to_the_worker(cast: Cast) -> None:
    response = upload(cast, plan())
    batch = ImportBatch.objects.get()
    assert response["Location"] == address("import_preview", cast, batch)
    assert (batch.status, batch.created_by, batch.district) == ("waiting", cast.administrator, cast.district)
    assert batch.source.name == "计划.txt"


def test_only_administrators_of_the_district_may(cast: Cast) -> None:
    for user in everybody(cast):
        status = 200 if user in (cast.administrator, cast.superuser) else 403
        assert signed_in(user).get(address("import_list", cast)).status_code == status, user
        if status == 403:
            assert upload(cast, plan(), user=user).status_code == 403
    assert upload(cast, plan(), user=cast.other_administrator).status_code == 404
    assert Client().get(address("import_list", cast)).status_code == 302
    assert not ImportBatch.objects.exists()


def test_the_page_says_what_it_reads_and_what_must_not_be_handled(cast: Cast) -> None:
    words = text(page(signed_in(cast.administrator).get(address("import_list", cast))))
    assert "不得处理涉密信息" in words
    assert ".docx" in words
    assert ".txt" in words


def test_a_file_too_large_is_refused_in_a_sentence(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 100
    response = upload(cast, plan())
    assert response.status_code == 422
    assert "最多可读取100" in text(page(response))
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("files", [{}, {"file": ""}])
def test_no_file_is_said_beside_the_field(cast: Cast, files: dict[str, Any]) -> None:
    response = signed_in(cast.administrator).post(address("import_list", cast), files)
    assert response.status_code == 422
    assert find(page(response), "[data-errors] a[href=#id_file]")


def test_an_empty_file_is_refused(cast: Cast) -> None:
    response = upload(cast, b"")
    assert response.status_code == 422
    assert "文件是空的" in text(page(response))


def test_a_name_as_long_as_files_may_have_is_taken(cast: Cast) -> None:
    name = "政府工作报告" * 40 + ".txt"
    assert upload(cast, plan(), name).status_code == 302
    assert SourceFile.objects.get().name == name


def test_the_list_has_every_import_of_the_district_the_newest_first(cast: Cast) -> None:
    imported(cast)
    staged(cast, name="又一份.txt")
    response = signed_in(cast.administrator).get(address("import_list", cast))
    rows = [text(row) for row in find(page(response), "tbody tr")]
    assert [("又一份.txt" in rows[0], "待确认" in rows[0]), ("计划.txt" in rows[1], "已导入" in rows[1])] == [
        (True, True),
        (True, True),
    ]
    elsewhere = signed_in(cast.superuser).get(f"/d/{cast.other_district.code}/imports/")
    assert "计划.txt" not in elsewhere.content.decode()


def test_the_list_takes_as_many_queries_for_many_imports_as_for_one(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    staged(cast)
    one = queries(client, address("import_list", cast))
    for _n in range(4):
        imported(cast)
    assert queries(client, address("import_list", cast)) == one


# ---- the file ----


def test_the_file_comes_back_as_it_was_to_be_saved_never_shown(cast: Cast) -> None:
    data = plan()
    batch = staged(cast, data, "<b>计划</b>.html")
    response: Any = signed_in(cast.administrator).get(address("import_file", cast, batch))
    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_file_is_for_administrators_of_its_district(cast: Cast) -> None:
    url = address("import_file", cast, staged(cast))
    assert signed_in(cast.supervisor).get(url).status_code == 403
    assert signed_in(cast.other_administrator).get(url).status_code == 404
    there = url.replace(cast.district.code, cast.other_district.code)
    assert signed_in(cast.other_administrator).get(there).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_file_that_is_gone_is_not_found(cast: Cast) -> None:
    batch = staged(cast)
    source = batch.source.file
    source.storage.delete(str(source.name))
    assert signed_in(cast.administrator).get(address("import_file", cast, batch)).status_code == 404
