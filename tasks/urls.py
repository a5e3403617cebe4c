"""Addresses of tasks, reports and people."""

from django.urls import path

from tasks.views import (
    account,
    by_hand,
    closing,
    home,
    instructions,
    overview,
    report,
    requests,
    task,
    task_list,
    watch,
)

YEAR = "d/<slug:code>/<int:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("account/sign-in/", account.SignIn.as_view(), name="sign_in"),
    path("account/sign-out/", account.SignOut.as_view(), name="sign_out"),
    path("account/password/", account.ChangePassword.as_view(), name="password_change"),
    path(YEAR, overview.overview, name="overview"),
    path(f"{YEAR}tasks/", task_list.task_list, name="task_list"),
    path(f"{YEAR}tasks/<int:pk>/", task.task, name="task"),
    path(f"{YEAR}tasks/<int:pk>/report/", report.report, name="report"),
    path(f"{YEAR}tasks/<int:pk>/verify/", task.verify, name="verify"),
    path(f"{YEAR}tasks/<int:pk>/return/", task.return_claim, name="return_claim"),
    path(f"{YEAR}tasks/<int:pk>/settle/", task.settle, name="settle"),
    path(f"{YEAR}tasks/new/", by_hand.new, name="task_new"),
    path(f"{YEAR}tasks/<int:pk>/people/", by_hand.people, name="task_people"),
    path(f"{YEAR}tasks/<int:pk>/move/", by_hand.move, name="task_move"),
    path(f"{YEAR}tasks/<int:pk>/split/", by_hand.split, name="task_split"),
    path(f"{YEAR}tasks/<int:pk>/merge/", by_hand.merge, name="task_merge"),
    path(f"{YEAR}tasks/<int:pk>/link/", by_hand.link, name="task_link"),
    path(f"{YEAR}tasks/<int:pk>/unlink/", by_hand.unlink, name="task_unlink"),
    path(f"{YEAR}requests/", requests.requests, name="requests"),
    path(f"{YEAR}requests/<int:pk>/decide/", requests.decide, name="request_decide"),
    path(f"{YEAR}requests/<int:pk>/withdraw/", requests.withdraw, name="request_withdraw"),
    path(f"{YEAR}tasks/<int:pk>/ask/<slug:kind>/", requests.ask, name="request_ask"),
    path(f"{YEAR}tasks/<int:pk>/resume/", requests.resume, name="resume"),
    path(f"{YEAR}closing/", closing.closing, name="closing"),
    path(f"{YEAR}tasks/<int:pk>/close/", closing.judge, name="close"),
    path(f"{YEAR}tasks/<int:pk>/reopen/", closing.reopen, name="reopen"),
    path(f"{YEAR}instructions/", instructions.instructions, name="instructions"),
    path(f"{YEAR}instructions/<int:pk>/answer/", instructions.answer, name="instruction_answer"),
    path(f"{YEAR}tasks/<int:pk>/instruct/", instructions.instruct, name="instruct"),
    path(f"{YEAR}tasks/<int:pk>/watch/", watch.watch, name="watch"),
]
