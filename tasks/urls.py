"""Addresses of tasks, reports and people."""

from django.urls import path

from tasks.views import account, attachments, home, overview, report, reporting, task, task_list

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
    path(f"{YEAR}reporting/", reporting.reporting, name="reporting"),
    path(f"{YEAR}reporting/<int:pk>/", reporting.card, name="reporting_card"),
    path(f"{YEAR}reporting/<int:pk>/unchanged/", reporting.unchanged, name="reporting_unchanged"),
    path(f"{YEAR}reporting/<int:pk>/draft/", reporting.draft, name="reporting_draft"),
    path(f"{YEAR}reporting/<int:pk>/files/", attachments.attachment_add, name="attachment_add"),
    path(f"{YEAR}files/<int:pk>/", attachments.attachment, name="attachment"),
    path(f"{YEAR}files/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path(f"{YEAR}tasks/<int:pk>/verify/", task.verify, name="verify"),
    path(f"{YEAR}tasks/<int:pk>/return/", task.return_claim, name="return_claim"),
    path(f"{YEAR}tasks/<int:pk>/settle/", task.settle, name="settle"),
]
