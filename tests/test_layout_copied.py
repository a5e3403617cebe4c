"""Plans copied out of web pages: lines of the page, pipes behind cells, units with full stops."""

import pytest

from imports.draft import PlanDraft, Reason
from imports.page_lines import is_page_line
from imports.parse import parse


def read(*lines: str) -> PlanDraft:
    return parse("计划.txt", "\n\n".join(lines).encode())


def people(draft: PlanDraft) -> list[tuple[list[str], list[str], list[str]]]:
    return [(task.lead_officials, task.lead_units, task.partner_units) for task in draft.tasks]


PIPED = """附件
澄岚区2026年《政府工作报告》重点工作目标任务分解表
序号 |
目标与任务 |
分 管 区领导 |
牵头责任单位 |
责任单位 |
8 |
新增托位数400个以上，公办园在园幼儿占比60%以上。 |
林 岚 |
区教育局 |
区各有关单位 |
9 |
职业学院新校区秋季开学。 |
陈 静林 岚 |
区教育局 |
区各有关单位 |"""


def test_a_table_with_a_pipe_behind_every_cell_is_read() -> None:
    draft = parse("计划.txt", PIPED.encode())
    assert [(task.label, task.text) for task in draft.tasks] == [
        ("8", "新增托位数400个以上，公办园在园幼儿占比60%以上。"),
        ("9", "职业学院新校区秋季开学。"),
    ]
    assert people(draft) == [
        (["林岚"], ["区教育局"], ["区各有关单位"]),
        (["陈静", "林岚"], ["区教育局"], ["区各有关单位"]),
    ]


def test_rows_between_pipes_need_none_in_front() -> None:
    rows = [
        "澄岚区2026年民生实事",
        "序号 | 项目名称 | 责任单位",
        "1 | 新建停车场2处 | 城管局",
        "2 | 改造公厕 | 城管局",
    ]
    assert [task.text for task in read(*rows).tasks] == ["新建停车场2处", "改造公厕"]


HEAD = ["澄岚区2026年民生实事目标任务分解表", "序号", "民生实事", "责任单位", "完成时限"]


def test_what_the_page_printed_around_a_plan_is_no_task_and_is_listed() -> None:
    around = ["当前位置: 首页 > 政务公开", "发布日期：2026-02-09 来源：区政府办", "分享到："]
    draft = read(*around[:2], *HEAD, "1", "新建人行天桥2座。", "住建局", "9月投入使用", around[2])
    assert [task.text for task in draft.tasks] == ["新建人行天桥2座。"]
    assert [piece.text for piece in draft.unused if piece.reason == Reason.PAGE] == around


@pytest.mark.parametrize(
    "line",
    [
        "来源单位：区教育局",
        "编辑部改造完成。",
        "打印机20台",
        "资金来源：区级财政",
        "新建公园1处，发布日期未定",
    ],
)
def test_text_that_only_begins_alike_belongs_to_the_plan(line: str) -> None:
    assert not is_page_line(line)


def test_a_deadline_may_say_what_is_reached_by_then() -> None:
    rows = ["1", "新建老年大学。", "民政局", "5月底前动工", "2", "新建人行天桥2座。", "住建局", "9月投入使用"]
    draft = read(*HEAD, *rows, "3", "建成图书馆。", "文旅局", "代建中心", "12月底前")
    assert [task.deadline_text for task in draft.tasks] == ["5月底前动工", "9月投入使用", "12月底前"]
    assert people(draft)[2] == ([], ["文旅局"], ["代建中心"])


def test_units_may_end_with_a_full_stop_and_wording_with_a_place() -> None:
    heads = ["澄岚区2026年重点工作任务分解表", "序号", "重点工作任务", "主要责任单位", "协同配合单位"]
    rows = [
        "3",
        "迁建政务服务中心。",
        "行政审批局",
        "财政局、住建局，各镇人民政府。",
        "4",
        "新建1个农贸市场。",
    ]
    draft = read(*heads, *rows, "商务局", "各街道。")
    assert [task.text for task in draft.tasks] == ["迁建政务服务中心。", "新建1个农贸市场。"]
    assert people(draft) == [
        ([], ["行政审批局"], ["财政局", "住建局", "各镇人民政府"]),
        ([], ["商务局"], ["各街道"]),
    ]


def test_a_kind_behind_the_wording_is_kept_beside_the_task() -> None:
    heads = [
        "澄岚区2026年目标任务分解表",
        "序号",
        "任 务 名 称",
        "指 标 要 求",
        "牵 头 部 门",
        "配 合 部 门",
        "目 标 类 型",
    ]
    rows = ["1", "地区生产总值", "增长5.5%", "区发改局", "区统计局、各街道", "A类"]
    rows += ["2", "服务业增加值", "增长6%", "区发改局", "区商务局、各街道", "B类"]
    draft = read(*heads, *rows)
    assert [(task.section, task.goal, task.text) for task in draft.tasks] == [
        (None, "地区生产总值", "增长5.5%"),
        (None, "服务业增加值", "增长6%"),
    ]
    assert [task.extras for task in draft.tasks] == [[("目标类型", "A类")], [("目标类型", "B类")]]
    assert [task.targets[0].metric for task in draft.tasks] == ["地区生产总值增长", "服务业增加值增长"]


def test_the_letter_that_sends_a_plan_promises_nothing() -> None:
    letter = [
        "澄岚区人民政府办公室关于对2026年民生实事进行重点督办的通知",
        "各镇人民政府、街道办事处，区级各部门：",
        "为让群众生活更加幸福，现将2026年“民生实事”目标任务分解下达，请认真研究、细化措施，确保完成。",
        "澄岚区人民政府办公室",
        "2026年2月26日",
        "附件",
    ]
    draft = read(*letter, *HEAD, "1", "新建人行天桥2座。", "住建局", "9月底前")
    assert draft.layout == "flattened"
    assert [task.text for task in draft.tasks] == ["新建人行天桥2座。"]
    assert {line.rstrip("。") for line in letter[:5]} <= {piece.text.rstrip("。") for piece in draft.unused}


TWO_ANNEXES = """栖岭区人民政府办公室关于印发2026年区政府工作报告目标任务的通知
各镇人民政府、街道办事处，区级各部门：
附件：1. 2026年区政府工作报告预期目标任务分解表
2. 2026年区政府工作报告重点工作任务分解表
附件1
2026年区政府工作报告预期目标任务分解表
序号
2026年预期目标
责任单位
1
地区生产总值增长5.5%左右
区发展改革委
2
节能减排完成年度目标任务
区发展改革委
附件2
2026年区政府工作报告重点工作任务分解表
序号
工作任务
牵头单位
配合单位
1
联动共建科学城
推动重点实验室落地，引进研发机构8家。
区科技局
区发展改革委、各镇街
2
实施科技企业倍增计划，新增科技型企业300家。
区科技局
各镇街
3
做强实体经济
建成智能工厂5个。
区经济信息委
各镇街"""


def test_goals_may_stand_under_one_heading_with_the_wording() -> None:
    draft = parse("计划.txt", TWO_ANNEXES.encode())
    assert draft.district == "栖岭区"
    assert [(task.plan, task.goal, task.label) for task in draft.tasks] == [
        (1, None, "1"),
        (1, None, "2"),
        (2, "联动共建科学城", "1"),
        (2, "联动共建科学城", "2"),
        (2, "做强实体经济", "3"),
    ]
    assert [task.text for task in draft.tasks][:2] == ["地区生产总值增长5.5%左右", "节能减排完成年度目标任务"]
    assert people(draft)[2] == ([], ["区科技局"], ["区发展改革委", "各镇街"])


def test_no_district_is_called_after_a_word_before_its_kind() -> None:
    assert read("市人民政府办公室通知", "经市人民政府同意，2026年区政府工作报告印发如下。").district is None


def test_paragraphs_assigned_one_by_one_stand_under_a_section() -> None:
    draft = read(
        "澄岚区2026年《政府工作报告》重点工作责任分解",
        "一、加快转型升级，提升产业竞争力",
        "坚持调优调强，推进产业高端化、集群化、绿色化发展。",
        "突出工业主体地位。改造提升传统产业，推进企业技改30项。（责任单位：工信局、财政局）",
        "做强现代农业。建设高标准农田8万亩。（责任单位：农业农村局）",
        "二、加快城乡统筹，提升城市承载力",
        "完善城市功能。改造老旧小区12个。（责任单位：住建局、城管局）",
        "提升管理水平。推进数字城管建设。（责任单位：城管局）",
    )
    assert [(task.section, task.goal) for task in draft.tasks] == [
        ("加快转型升级，提升产业竞争力", "突出工业主体地位"),
        ("加快转型升级，提升产业竞争力", "做强现代农业"),
        ("加快城乡统筹，提升城市承载力", "完善城市功能"),
        ("加快城乡统筹，提升城市承载力", "提升管理水平"),
    ]
    assert people(draft)[0] == ([], ["工信局"], ["财政局"])
    assert "坚持调优调强，推进产业高端化、集群化、绿色化发展。" in [piece.text for piece in draft.unused]
