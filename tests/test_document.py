"""Places and errors in words."""

from django.utils import translation

from imports.document import Place, ReadError
from imports.draft import Doubt, Problem, Reason, Unused, doubt_reason, problem_text


def test_a_place_is_said_in_short_chinese() -> None:
    with translation.override("zh-hans"):
        assert Place("a.txt", line=142, table=3, row=5).label() == "第142行"
        assert Place("a.docx", table=3, row=5, column=2).label() == "表3 第5行 第2列"
        assert Place("a.docx", paragraph=7).label() == "第7段"
        assert Place("a.pdf", page=2, table=1).label() == "第2页 表1"
        assert Place("a.docx").label() == ""


def test_an_error_names_file_place_and_remedy() -> None:
    error = ReadError("坏了。", Place("a.txt", line=3), "请另存。")
    with translation.override("zh-hans"):
        assert str(error) == "a.txt 第3行：坏了。请另存。"
    assert error.to_json() == {
        "message": "坏了。",
        "place": {"file": "a.txt", "line": 3},
        "remedy": "请另存。",
    }


def test_every_code_has_words() -> None:
    def codes(holder: type) -> list[str]:
        return [value for name, value in vars(holder).items() if name.isupper()]

    with translation.override("zh-hans"):
        spoken = [doubt_reason(code) for code in codes(Doubt)]
        spoken += [problem_text(code) for code in codes(Problem)]
        spoken += [Unused("甲", Place(), code).explanation for code in codes(Reason)]
    assert [words for words in spoken if "_" in words or not words] == []
