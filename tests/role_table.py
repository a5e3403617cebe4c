"""Who may do what, as tested: one line an act, one column a person; `python -m tests.roles` prints it."""

#: The columns: whom the table is about, and what they are called in it.
PEOPLE: dict[str, str] = {
    "administrator": "管理员",
    "supervisor": "督查员",
    "leader": "区领导",
    "reporter": "填报员（第一牵头单位）",
    "education_reporter": "填报员（其他牵头单位）",
    "street_reporter": "填报员（配合单位）",
    "viewer": "查看者",
    "superuser": "系统管理员",
    "other_administrator": "别的区的管理员",
    "disabled": "已停用账号",
    "former": "任期已满",
    "nobody": "无任何身份",
    "anonymous": "未登录",
}
YES, NO = "✓", "·"
#: What the columns of the groups stand for: a column not named in a line may not.
_SUPERVISION = "administrator supervisor superuser"
_ADMINISTRATION = "administrator superuser"

#: Actions in a district, by their names in tasks.permissions.
ACTIONS: dict[str, str] = {
    "see": f"{_SUPERVISION} leader reporter education_reporter street_reporter viewer",
    "see_all": f"{_SUPERVISION} leader viewer",
    "verify": _SUPERVISION,
    "settle": _SUPERVISION,
    "urge": _SUPERVISION,
    "decide": _SUPERVISION,
    "edit": _SUPERVISION,
    "lock": _SUPERVISION,
    "instruct": "leader",
    "watch": f"{_SUPERVISION} leader",
    "import": _ADMINISTRATION,
    "administer": _ADMINISTRATION,
}
#: Acts of the month on a task of the first lead unit, with a further lead unit and a partner.
ACTS: dict[str, str] = {
    "report": "reporter",
    "say that nothing has changed": "reporter",
    "keep a draft": "reporter",
    "add a file": "reporter",
    "take a file away": "reporter",
    "enter a report for a unit": _ADMINISTRATION,
    "acknowledge": "reporter",
    "object": "reporter",
    "insist": _SUPERVISION,
    "reassign after an objection": _SUPERVISION,
    "file a breakdown": "reporter",
    "take a breakdown back": "reporter",
    "approve a breakdown": _SUPERVISION,
    "send a breakdown back": _SUPERVISION,
    "ask others to contribute": "reporter",
    "contribute when asked": "street_reporter",
    "contribute unasked": "education_reporter",
    "take a contribution in": "reporter",
    "ask no more": f"{_SUPERVISION} reporter",
    "pass a report": _SUPERVISION,
    "pass many reports": _SUPERVISION,
    "send a report back": _SUPERVISION,
    "verify and close": _SUPERVISION,
    "send a claim back": _SUPERVISION,
    "reopen": _SUPERVISION,
    "urge": _SUPERVISION,
    "urge many": _SUPERVISION,
    "answer an urge": "reporter",
    "ask for an extension, a change, a pause": "reporter",
    "take a request back": "reporter",
    "grant a request": _SUPERVISION,
    "refuse a request": _SUPERVISION,
    "resume": _SUPERVISION,
    "write an instruction": "leader",
    "answer an instruction": "reporter",
    "watch a task": f"{_SUPERVISION} leader",
    "lock a period": _SUPERVISION,
    "reopen a period": _ADMINISTRATION,
    "change a period's days": _ADMINISTRATION,
    "set the rules": _ADMINISTRATION,
    "set the rules of standing": _ADMINISTRATION,
    "set how often tasks are reported": _SUPERVISION,
    "add a task": _SUPERVISION,
    "move a task": _SUPERVISION,
    "give a task to others": _SUPERVISION,
    "assign": _SUPERVISION,
    "name who reports for a collective": _SUPERVISION,
    "split": _SUPERVISION,
    "merge": _SUPERVISION,
    "link": _SUPERVISION,
    "unlink": _SUPERVISION,
    "settle a doubt": _SUPERVISION,
    "hand over from an official": _ADMINISTRATION,
    "hand over from a clerk": _ADMINISTRATION,
    "rename a unit": _ADMINISTRATION,
    "merge units": _ADMINISTRATION,
    "give a new password": _ADMINISTRATION,
    "shut an account": _ADMINISTRATION,
    "open an account": _ADMINISTRATION,
    "unlock an account": _ADMINISTRATION,
}
#: Which tasks each sees: those of the cast by their order, 0 for the other district's; nothing for the rest.
SEES: dict[str, list[int]] = {
    "administrator": [1, 2, 3, 4, 5],
    "supervisor": [1, 2, 3, 4, 5],
    "leader": [1, 2, 3, 4, 5],
    "reporter": [1, 2],
    "education_reporter": [1, 2, 3],
    "street_reporter": [1, 4],
    "viewer": [1, 2, 3, 4, 5],
    "superuser": [0, 1, 2, 3, 4, 5],
    "other_administrator": [0],
}


def may(table: dict[str, str], act: str, who: str) -> bool:
    return who in table[act].split()


def markdown() -> str:
    """The tables as Markdown."""
    head = ["| |", *(f" {name} |" for name in PEOPLE.values())]
    rule = ["|---|", *(":-:|" for _name in PEOPLE)]
    lines = ["".join(head), "".join(rule)]
    for table in (ACTIONS, ACTS):
        for act in table:
            signs = [f" {YES if may(table, act, who) else NO} |" for who in PEOPLE]
            lines.append("".join([f"| {act} |", *signs]))
    seen = [" " + (" ".join(map(str, SEES.get(who, []))) or NO) + " |" for who in PEOPLE]
    lines.append("".join(["| sees tasks (0: another district's) |", *seen]))
    return "\n".join(lines)
