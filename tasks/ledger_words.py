"""The columns of the ledger (台账) that goes out, and comes back corrected to be imported again. Pure.

Columns of the plan stand first, then a further one for each heading of the notes, then where the task stands.
"""

#: whose cells hold all targets of a row, in words of tasks/target_words.py
TARGETS, DIVIDER, NO_TARGETS = "量化目标", "；", "不设"
#: headings and widths in signs
PLAN: tuple[tuple[str, int], ...] = (
    ("板块", 12),
    ("目标名称", 16),
    ("目标序号", 6),
    ("编号", 6),
    ("工作内容", 44),
    ("牵头领导", 9),
    ("牵头单位", 13),
    ("责任单位", 18),
    ("完成时限", 12),
    (TARGETS, 20),
)
#: over notes that are not made of headings and texts (资金：200万元), each as it is
NOTE = "附注"
NOTE_WIDTH = 16
STANDING = "态势"
NOW: tuple[tuple[str, int], ...] = (
    (STANDING, 11),
    ("完成比例", 9),
    ("序时进度", 9),
    ("到期日", 12),
    ("指标完成", 20),
    ("最近填报", 11),
    ("进展情况", 40),
    ("存在问题", 24),
    ("需协调事项", 24),
    ("下一步打算", 24),
)
NOW_HEADINGS = frozenset(heading for heading, _width in NOW)
#: stands where there is nothing, so that an empty cell never takes what stands above it
NOTHING = "—"
#: how a task stands that nobody has looked at yet; never empty, for there the plan's columns end
UNKNOWN = "未判定"
