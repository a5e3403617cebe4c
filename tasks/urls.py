"""Addresses of tasks, reports and people."""

from django.urls import path

from tasks.views import (
    account,
    acknowledge,
    breakdown,
    contributions,
    home,
    overview,
    report,
    task,
    task_list,
    unassigned,
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
    path(f"{YEAR}acknowledge/", acknowledge.acknowledge, name="acknowledge"),
    path(f"{YEAR}acknowledge/send/", acknowledge.acknowledge_send, name="acknowledge_send"),
    path(f"{YEAR}tasks/<int:pk>/object/", acknowledge.object_page, name="object_to"),
    path(f"{YEAR}tasks/<int:pk>/objection/", acknowledge.decide_objection, name="decide_objection"),
    path(f"{YEAR}tasks/<int:pk>/breakdown/", breakdown.breakdown, name="breakdown"),
    path(f"{YEAR}tasks/<int:pk>/breakdown/decide/", breakdown.decide_breakdown, name="decide_breakdown"),
    path(f"{YEAR}contributions/", contributions.contributions, name="contributions"),
    path(f"{YEAR}tasks/<int:pk>/ask/", contributions.ask_page, name="ask"),
    path(f"{YEAR}tasks/<int:pk>/contribute/", contributions.contribute, name="contribute"),
    path(f"{YEAR}tasks/<int:pk>/take/", contributions.take_in, name="take"),
    path(f"{YEAR}unassigned/", unassigned.unassigned, name="unassigned"),
]
