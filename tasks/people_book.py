"""The workbook in which a district's units, officials and accounts come in: its sheets and columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column by the field it fills, its heading, its width in signs, and an example."""

    field: str
    heading: str
    width: int
    example: str


@dataclass(frozen=True)
class Kind:
    """One sheet: its name, the field by which a row is known again, its columns."""

    name: str
    title: str
    key: str
    columns: tuple[Column, ...]
    hint: str

    def heading(self, field: str) -> str:
        return next(column.heading for column in self.columns if column.field == field)


#: the first cell of a row that is only an example
EXAMPLE = "例"
SINGLE, CLOSED, OPEN = "单位", "集合（成员固定）", "集合（成员另定）"

UNITS = Kind(
    "units",
    "单位",
    "name",
    (
        Column("position", "顺序", 7, EXAMPLE),
        Column("name", "简称", 18, "工信局"),
        Column("full_name", "全称", 32, "某某区工业和信息化局"),
        Column("aliases", "其他名称", 26, "区工信局、经信局"),
        Column("collective", "类型", 18, SINGLE),
        Column("members", "成员单位", 34, ""),
        Column("contact", "联系人", 12, "张三"),
        Column("phone", "电话", 16, "0551-6200001"),
    ),
    "一行一个单位；“各街道”之类填“集合（成员固定）”并列出成员单位，“区各有关部门”之类填“集合（成员另定）”。",
)
OFFICIALS = Kind(
    "officials",
    "领导",
    "name",
    (
        Column("position", "顺序", 7, EXAMPLE),
        Column("name", "姓名", 12, "李四"),
        Column("title", "职务", 28, "副区长"),
        Column("units", "分管单位", 44, "工信局、商务局"),
        Column("aliases", "其他名称", 18, ""),
        Column("phone", "电话", 16, "0551-6200002"),
    ),
    "一行一位领导；分管单位用顿号隔开，填单位简称。",
)
ACCOUNTS = Kind(
    "accounts",
    "账号",
    "username",
    (
        Column("position", "序号", 7, EXAMPLE),
        Column("name", "姓名", 12, "王五"),
        Column("username", "用户名", 18, "wangwu"),
        Column("role", "角色", 14, "填报员"),
        Column("unit", "单位", 18, "工信局"),
        Column("official", "领导", 12, ""),
        Column("phone", "电话", 16, "13800000000"),
    ),
    "一行一个角色，一人有几个角色就填几行（用户名相同）；填报员填单位，领导填领导姓名。初始密码由系统生成，确认后打印。",
)
KINDS = (UNITS, OFFICIALS, ACCOUNTS)
HEAD_ROW = 2
#: what empties a field; an empty cell leaves it as it is
NOTHING = "—"
