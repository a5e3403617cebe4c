"""The words, marks and colours of how a task stands."""

from django.utils import translation

from tasks.legend import Light, Reason, Standing


def test_each_standing_has_its_light_and_mark_the_worst_first() -> None:
    assert [(s.value, s.light.value, s.mark) for s in sorted(Standing, key=lambda s: s.severity)] == [
        ("overdue", "red", "■"),
        ("far_behind", "red", "■"),
        ("behind", "amber", "▲"),
        ("not_reported", "grey", "○"),
        ("on_schedule", "green", "●"),
        ("ahead", "green", "●"),
        ("claimed", "done", "✓"),
        ("completed", "done", "✓"),
        ("other", "grey", "◇"),
    ]


def test_a_stored_code_finds_its_standing() -> None:
    assert Standing("far_behind") is Standing.FAR_BEHIND
    assert Light("amber") is Light.AMBER


def test_standings_and_lights_are_named_in_chinese() -> None:
    with translation.override("zh-hans"):
        names = [str(standing.label) for standing in Standing]
        lights = [str(light.label) for light in Light]
    assert names == ["逾期", "严重欠序时", "欠序时", "未填报", "达序时", "超序时", "待核销", "已完成", "其他"]
    assert lights == ["红灯", "黄灯", "绿灯", "蓝灰灯", "灰灯"]


def test_a_reason_reads_in_the_readers_language() -> None:
    reason = Reason.of("milestone_missed", title="100% of the roof", day="2023-02-09")
    with translation.override("en"):
        assert str(reason) == "Milestone missed: 100% of the roof, due on Feb. 9, 2023"
    with translation.override("zh-hans"):
        assert str(reason) == "节点逾期：100% of the roof（应于2023年2月9日完成）"


def test_a_reason_of_another_version_is_shown_by_its_code() -> None:
    assert str(Reason.of("moved_house", day="2023-01-01")) == "moved_house"
