"""Who may open what: a line for every address, by its name, or by its route where it has none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

ANONYMOUS = "anonymous"
#: Who belongs to the district. Of its reporters one leads the task, one is a partner, one has no part in it.
HERE = frozenset(
    {
        *("administrator", "supervisor", "reporter", "street_reporter", "education_reporter"),
        *("leader", "viewer", "superuser"),
    }
)
SIGNED_IN = HERE | {"other_administrator", "nobody"}
EVERYBODY = SIGNED_IN | {ANONYMOUS}
#: Who sees the task.
SEE_TASK = HERE - {"education_reporter"}
SEE_ALL = HERE - {"reporter", "street_reporter", "education_reporter"}
ADMINISTER = frozenset({"administrator", "superuser"})
VERIFY = ADMINISTER | {"supervisor"}
REPORTERS = frozenset({"reporter", "street_reporter", "education_reporter"})
ENTER_ADMIN = ADMINISTER | {"other_administrator"}
SUPERUSER = frozenset({"superuser"})

SIGN_IN, NOT_FOUND_HERE = "sent to sign in", {302, 404}
Answer = int | set[int] | str


@dataclass(frozen=True)
class Row:
    """One address: who may, who at least sees it, what they get. `None` for a method is 405 for everybody."""

    may: Iterable[str]
    sees: Iterable[str] = HERE
    get: Answer | None = 200
    post: Answer | None = None
    #: what is sent by POST
    data: dict[str, Any] = field(default_factory=dict)
    #: what they get who do not even see it
    others: Answer = 404
    #: whether it answers who is not signed in
    open: bool = False
    #: whether POST is asked here; the administration's forms have tests of their own
    posts: bool = True
    #: who may read it, where others may than those who act there
    readers: Iterable[str] | None = None

    def expected(self, who: str, method: str) -> Answer:
        answer = self.get if method == "get" else self.post
        if who == ANONYMOUS and not self.open:
            return SIGN_IN
        if answer is None:
            return 405
        may = self.may if method != "get" or self.readers is None else self.readers
        if who in may:
            return answer
        return 403 if who in self.sees else self.others


REPORTERS = frozenset({"reporter", "education_reporter", "street_reporter"})
REPORTED = {"percent": "50", "status": "in_progress"}
#: A batch whose state says nothing against it: done, or asked for more.
ACTED = {200, 302, 422}
#: What is asked of the cast's first task, and answered to the instruction on it.
SUSPENSION = {"reason": "施工图审查延后。"}
ANSWER = {"answer": "已倒排工期。"}
TABLE: dict[str, Row] = {
    "home": Row(SIGNED_IN, get={200, 302}),
    "sign_in": Row(EVERYBODY, get={200, 302}, post={200, 302}, open=True),
    "sign_out": Row(SIGNED_IN, get=None, post=302),
    "password_change": Row(SIGNED_IN, post=200),
    "set_language": Row(EVERYBODY, get=None, post=302, open=True),
    "overview": Row(HERE),
    "task_list": Row(HERE),
    "task": Row(SEE_TASK, sees=SEE_TASK),
    "report": Row({"reporter"}, sees=SEE_TASK, post=302, data={"percent": "50", "status": "in_progress"}),
    "reporting": Row(REPORTERS, post=302),
    "reporting_card": Row({"reporter"}, sees=SEE_TASK, post=302, data=REPORTED),
    "reporting_unchanged": Row({"reporter"}, sees=SEE_TASK, get=None, post=422),
    "reporting_draft": Row(
        {"reporter"}, sees=SEE_TASK, get=None, post={200, 409}, data={"note": "已新增12家。"}
    ),
    "attachment_add": Row({"reporter"}, sees=SEE_TASK, get=None, post=302),
    "attachment": Row(SEE_TASK, sees=SEE_TASK),
    "attachment_remove": Row({"reporter"}, sees=SEE_TASK, get=None, post=302),
    "verify": Row(VERIFY, sees=SEE_TASK, get=None, post=302),
    "return_claim": Row(VERIFY, sees=SEE_TASK, get=None, post=ACTED, data={"reason": "证明材料不全"}),
    "settle": Row(VERIFY, sees=SEE_TASK, get=None, post=302, data={"field": "text", "as_read": "1"}),
    "urge_task": Row(VERIFY, sees=SEE_TASK, get=None, post=302),
    "answer_urge": Row({"reporter"}, sees=SEE_TASK, get=None, post=302, data={"urge": "1", "text": "抓紧"}),
    "urge_many": Row(VERIFY, post=422),
    "review": Row(VERIFY),
    "review_pass_many": Row(VERIFY, get=None, post=302),
    "review_report": Row(VERIFY, get=None, post=422, data={"act": "pass"}),
    "board": Row(SEE_ALL),
    "periods": Row(VERIFY),
    "period": Row(VERIFY, post=302, data={"lock": "1"}),
    "cadence": Row(VERIFY, post=422),
    "notices": Row(SIGNED_IN),
    "notices_read": Row(SIGNED_IN, get=None, post=302),
    "notice": Row({"reporter"}, sees=(), get=None, post=302),
    "acknowledge": Row(VERIFY | REPORTERS),
    "acknowledge_send": Row(REPORTERS, get=None, post=302),
    "object_to": Row({"reporter"}, sees=SEE_TASK, post=302, data={"reason": "不属于我局职责"}),
    "decide_objection": Row(VERIFY, post=422, data={"decision": "insist", "words": "已研究"}),
    "breakdown": Row({"reporter"}, sees=SEE_TASK, post=422),
    "decide_breakdown": Row(
        VERIFY, sees=SEE_TASK, get=None, post=422, data={"decision": "return", "words": "请补充节点"}
    ),
    "contributions": Row(VERIFY | REPORTERS),
    "ask": Row({"reporter"}, sees=SEE_TASK, post=422),
    "contribute": Row((), sees=SEE_TASK, post=422),
    "withdraw_question": Row(VERIFY | {"reporter"}, sees=SEE_TASK, get=None, post=302),
    "take": Row({"reporter"}, sees=SEE_TASK, get=None, post=302),
    "unassigned": Row(VERIFY, post=422),
    "task_new": Row(VERIFY, post=ACTED),
    **{
        f"task_{step}": Row(VERIFY, sees=SEE_TASK, post=ACTED)
        for step in ("people", "move", "split", "merge")
    },
    "task_link": Row(VERIFY, sees=SEE_TASK, post=404),
    "task_unlink": Row(VERIFY, sees=SEE_TASK, get=None, post=302),
    "requests": Row(HERE),
    "request_ask": Row({"reporter"}, sees=SEE_TASK, post=302, data=SUSPENSION),
    "request_decide": Row(VERIFY, sees=SEE_TASK, get=None, post=302, data={"step": "grant"}),
    "request_withdraw": Row({"reporter"}, sees=SEE_TASK, get=None, post=302),
    "resume": Row(VERIFY, sees=SEE_TASK, get=None, post=302),
    "closing": Row(HERE),
    "close": Row(VERIFY, sees=SEE_TASK, get=None, post=ACTED, data={"step": "verify"}),
    "reopen": Row(VERIFY, sees=SEE_TASK, get=None, post=ACTED, data={"reason": "验收后发现缺项"}),
    "instructions": Row(HERE),
    "instruct": Row({"leader"}, sees=SEE_TASK, get=None, post=302, data={"text": "加快推进。"}),
    "instruction_answer": Row({"reporter"}, sees=SEE_TASK, get=None, post=302, data=ANSWER),
    "watch": Row(VERIFY | {"leader"}, sees=SEE_TASK, get=None, post=302, data={"on": "1"}),
    "sheet_upload": Row(REPORTERS, post=422),
    "sheet_download": Row(REPORTERS),
    "sheet_preview": Row({"reporter"}, sees=HERE - REPORTERS, post=ACTED),
    "rules": Row(ADMINISTER, post=422),
    "ledger_book": Row(HERE),
    "ledger_lines": Row(HERE),
    "task_record": Row(SEE_TASK, sees=SEE_TASK),
    "task_notice": Row(VERIFY, sees=SEE_TASK),
    "mine": Row({"leader"}),
    "official": Row(HERE),
    "unit": Row(HERE),
    "goal": Row(HERE),
    "standing_rules": Row(ADMINISTER, readers=HERE, post=422),
    "colours": Row(HERE),
    "people": Row(ADMINISTER),
    "people_reset": Row(ADMINISTER, get=None, post=302),
    "people_account": Row(ADMINISTER, get=None, post=302, data={"act": "disable"}),
    "people_book": Row(ADMINISTER),
    "people_import": Row(ADMINISTER, post=422),
    "people_preview": Row({"administrator"}, sees=HERE - ADMINISTER, post=422),
    "people_official": Row(ADMINISTER, post=200),
    "people_clerk": Row(ADMINISTER, post=200),
    "people_units": Row(ADMINISTER, post=200),
    "import_list": Row(ADMINISTER, post=ACTED),
    "import_preview": Row(ADMINISTER),
    "import_state": Row(ADMINISTER),
    "import_source": Row(ADMINISTER),
    "import_row": Row(ADMINISTER, post=ACTED),
    "import_names": Row(ADMINISTER, post=ACTED),
    "import_answer": Row(ADMINISTER, get=None, post=ACTED),
    "import_choose": Row(ADMINISTER, get=None, post=ACTED),
    "import_confirm": Row(ADMINISTER, post=ACTED),
    "import_discard": Row(ADMINISTER, post=ACTED),
    "import_undo": Row(ADMINISTER, get=ACTED, post=ACTED),
    "import_file": Row(ADMINISTER),
}


def kept(may: Iterable[str] = ENTER_ADMIN, **more: Any) -> Row:
    """A page of the administration: who may not enter gets 403. What is sent there is tested elsewhere."""
    return Row(may, sees=SIGNED_IN, posts=False, **more)


def of_model(
    name: str, app: str = "tasks", *, add: bool = True, delete: bool = True, changes: bool = True
) -> dict[str, Row]:
    """The pages of one of our models; a row of another district is not found."""
    found: dict[str, Any] = {"may": ADMINISTER, "sees": SIGNED_IN - ENTER_ADMIN, "posts": False}
    nobody = kept(())
    return {
        f"admin:{app}_{name}_changelist": kept(),
        f"admin:{app}_{name}_add": kept() if add else nobody,
        f"admin:{app}_{name}_change": Row(**found, others=302),
        f"admin:{app}_{name}_delete": Row(**found, others=302) if delete else nobody,
        f"admin:{app}_{name}_history": Row(**found, others=NOT_FOUND_HERE),
        f"admin/{app}/{name}/<path:object_id>/": kept(get=302),
        **({f"admin:{app}_{name}_simple_history": Row(**found)} if changes else {}),
    }


def of_superusers(name: str, *, add: bool, delete: bool = True) -> dict[str, Row]:
    """The pages of what runs the product; the row asked for may be there or not."""
    app, model = name.rsplit("_", 1)
    return {
        f"admin:{name}_changelist": kept(SUPERUSER),
        f"admin:{name}_add": kept(SUPERUSER if add else ()),
        f"admin:{name}_change": kept(SUPERUSER, get={200, 302}),
        f"admin:{name}_delete": kept(SUPERUSER if delete else (), get={200, 302}),
        f"admin:{name}_history": Row(
            SUPERUSER, sees=SIGNED_IN - ENTER_ADMIN, get={200, 302}, others={302, 403}, posts=False
        ),
        f"admin/{app}/{model}/<path:object_id>/": kept(get=302),
    }


TABLE |= {
    "admin:index": kept(),
    "admin:app_list": kept(),
    "admin:login": Row(EVERYBODY, get=SIGN_IN, open=True, posts=False),
    "admin:logout": kept(get=405),
    "admin:password_change": kept(get=302),
    "admin:password_change_done": kept(get=302),
    "admin:autocomplete": kept(),
    "admin:jsi18n": kept(),
    "admin:view_on_site": kept(get=404),
    "admin/(?P<url>.*)$": kept(get=404),
    "admin:auth_user_password_change": Row(ADMINISTER, sees=SIGNED_IN - ENTER_ADMIN, posts=False),
    **of_model("district", add=False, delete=False),
    **of_model("year"),
    **of_model("plan"),
    **of_model("goal"),
    **of_model("task"),
    **of_model("unit"),
    **of_model("official"),
    **of_model("user", delete=False),
    **of_model("membership"),
    **of_model("period", add=False, delete=False),
    **of_model("progressreport", delete=False),
    **of_model("sourcefile", add=False, delete=False, changes=False),
    **of_model("origin", add=False, delete=False),
    **of_model("standingspan", add=False, delete=False, changes=False),
    **of_model("importbatch", "imports", add=False, delete=False),
    **of_model("namerule", "imports"),
    **of_superusers("axes_accessattempt", add=False),
    **of_superusers("axes_accesslog", add=False),
    **of_superusers("axes_accessfailurelog", add=False),
    **of_superusers("django_tasks_database_dbtaskresult", add=False, delete=False),
    # superusers alone enter and delete districts
    "admin:tasks_district_add": kept(SUPERUSER),
    "admin:tasks_district_delete": kept(SUPERUSER),
}
