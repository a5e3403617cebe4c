"""Addresses of tasks, reports and people."""

from django.urls import path

from tasks.views import account, home, overview, report, report_sheet, task, task_list

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
    path(f"{YEAR}reporting/sheet/", report_sheet.sheet_upload, name="sheet_upload"),
    path(f"{YEAR}reporting/sheet/download/", report_sheet.sheet_download, name="sheet_download"),
    path(f"{YEAR}reporting/sheet/<int:pk>/", report_sheet.sheet_preview, name="sheet_preview"),
]
