"""Addresses of tasks, reports and people."""

from django.urls import path

from tasks.views import (
    account,
    board,
    home,
    notices,
    overview,
    periods,
    report,
    review,
    task,
    task_list,
    urge,
)

YEAR = "d/<slug:code>/<int:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("account/sign-in/", account.SignIn.as_view(), name="sign_in"),
    path("account/sign-out/", account.SignOut.as_view(), name="sign_out"),
    path("account/password/", account.ChangePassword.as_view(), name="password_change"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path(YEAR, overview.overview, name="overview"),
    path(f"{YEAR}tasks/", task_list.task_list, name="task_list"),
    path(f"{YEAR}tasks/<int:pk>/", task.task, name="task"),
    path(f"{YEAR}tasks/<int:pk>/report/", report.report, name="report"),
    path(f"{YEAR}tasks/<int:pk>/verify/", task.verify, name="verify"),
    path(f"{YEAR}tasks/<int:pk>/return/", task.return_claim, name="return_claim"),
    path(f"{YEAR}tasks/<int:pk>/settle/", task.settle, name="settle"),
    path(f"{YEAR}tasks/<int:pk>/urge/", urge.urge_task, name="urge_task"),
    path(f"{YEAR}tasks/<int:pk>/urge/answer/", urge.answer_urge, name="answer_urge"),
    path(f"{YEAR}urge/", urge.urge_many, name="urge_many"),
    path(f"{YEAR}review/", review.review, name="review"),
    path(f"{YEAR}review/pass/", review.pass_many, name="review_pass_many"),
    path(f"{YEAR}review/<int:pk>/", review.judge, name="review_report"),
    path(f"{YEAR}board/", board.board, name="board"),
    path(f"{YEAR}periods/", periods.periods, name="periods"),
    path(f"{YEAR}periods/cadence/", periods.cadence, name="cadence"),
    path(f"{YEAR}periods/<int:month>/", periods.period, name="period"),
]
