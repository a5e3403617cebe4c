"""Papers about one task: its record for the file, a supervision notice."""

import io
from typing import Any
from urllib.parse import unquote

import docx
import pytest

from tasks.services import instruct, request, review
from tasks.services.attachments import attach
from tasks.services.urge import urge
from tests.cast import Cast
from tests.office_files import PDF, upload
from tests.pages import DAY, address, everybody, freeze, page, say, signed_in, stand_today


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def paper(user: Any, cast: Cast, name: str, number: int = 0) -> Any:
    answer = signed_in(user).get(address(name, cast, cast.tasks[number]))
    assert answer.status_code == 200
    return docx.Document(io.BytesIO(b"".join(answer)))


def words(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def month(cast: Cast) -> None:
    task = cast.tasks[0]
    attach(task, upload("签约名单.pdf", PDF), user=cast.reporter)
    row = say(task, cast.reporter, 40, note="已开工12家。", problems="用地未落实。", day=DAY)
    review.send_back(row, user=cast.supervisor, reason="数据不符。", day=DAY)
    urge(task, user=cast.supervisor, text="请尽快。", day=DAY)
    given = instruct.instruct(task, user=cast.leader, text="抓紧推进。", day=DAY)
    instruct.answer(given, user=cast.reporter, words="已倒排工期。", day=DAY)
    wish = request.Wish("suspension", "待批复。")
    asked = request.ask(task, wish, user=cast.reporter, day=DAY)
    request.refuse(asked, user=cast.supervisor, words="不同意中止。", day=DAY)


def test_the_record_holds_promise_reports_evidence_decisions_and_changes(cast: Cast) -> None:
    month(cast)
    said = words(paper(cast.viewer, cast, "task_record"))
    for each in (
        *("新增规模以上工业企业30家。", "沈知远", "工信局", "2026年12月31日"),
        *("已开工12家。", "用地未落实。", "40%", "退回：数据不符。", "签约名单.pdf"),
        *("请尽快。", "抓紧推进。", "已倒排工期。", "待批复。", "不同意中止。"),
    ):
        assert each in said, each


def test_what_has_nothing_says_so(cast: Cast) -> None:
    assert words(paper(cast.viewer, cast, "task_record")).count("无。") == 3


def test_a_notice_names_what_is_known_and_marks_what_is_not(cast: Cast) -> None:
    month(cast)
    said = words(paper(cast.supervisor, cast, "task_notice"))
    assert "工信局" in said
    assert "新增规模以上工业企业30家。" in said
    assert "编号\n【缺】" in said
    assert "并于【缺】前书面反馈" in said
    nobody = words(paper(cast.supervisor, cast, "task_notice", 4))
    assert "主送单位\n【缺】" in nobody


def test_papers_are_laid_out_as_offices_are_used_to(cast: Cast) -> None:
    document = paper(cast.supervisor, cast, "task_record")
    section = document.sections[0]
    assert [round(each.mm) for each in (section.page_width, section.top_margin, section.left_margin)] == [
        *(210, 37, 28)
    ]
    assert "方正小标宋简体" in document.paragraphs[0].runs[0]._element.xml
    assert "PAGE" in section.footer._element.xml
    assert "仿宋_GB2312" in document.styles["Normal"].element.xml


def test_only_supervision_writes_notices_and_everybody_who_sees_the_task_its_record(cast: Cast) -> None:
    for user in everybody(cast):
        sees = user != cast.education_reporter
        record = signed_in(user).get(address("task_record", cast, cast.tasks[0]))
        assert record.status_code == (200 if sees else 404)
        may = user in (cast.administrator, cast.supervisor, cast.superuser)
        expected = 200 if may else 403 if sees else 404
        assert signed_in(user).get(address("task_notice", cast, cast.tasks[0])).status_code == expected
        if sees:
            links = page(signed_in(user).get(address("task", cast, cast.tasks[0]))).xpath(
                "//a[@download]/@href"
            )
            assert any("notice.docx" in link for link in links) == may


def test_the_file_is_called_after_the_task(cast: Cast) -> None:
    answer = signed_in(cast.supervisor).get(address("task_notice", cast, cast.tasks[0]))
    assert "督办通知单：新增规模以上工业企业30家.docx" in unquote(answer["Content-Disposition"])
