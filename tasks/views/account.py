"""Signing in and out, and changing one's password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.models import District, User


class SignInForm(AuthenticationForm):
    """A name and a password. What is wrong with them is said with what to do about it."""

    def get_invalid_login_error(self) -> ValidationError:
        if self._is_shut():
            sentence = _("This account has been shut. The administrator of your district can open it again.")
            return ValidationError(sentence, code="inactive")
        sentence = _(
            "The user name or the password is not right; capital and small letters count. "
            "After %(limit)s wrong tries signing in pauses for %(minutes)s minutes. "
            "The administrator of your district can give you a new password."
        )
        pause = {"limit": settings.AXES_FAILURE_LIMIT, "minutes": round(settings.AXES_COOLOFF_TIME * 60)}
        return ValidationError(sentence % pause, code="invalid_login")

    def _is_shut(self) -> bool:
        """Told only to who knows the password, so that nobody else learns which accounts there are."""
        account = User.objects.filter(username=self.cleaned_data["username"], is_active=False).first()
        return account is not None and account.check_password(self.cleaned_data["password"])


class SignIn(views.LoginView):
    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(demo=District.objects.filter(demo=True).exists(), **kwargs)


class SignOut(views.LogoutView):
    """By POST only, so that no link signs anybody out."""


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and a new one twice; one that was handed out cannot be kept."""

    error_messages = {  # noqa: RUF012
        **PasswordChangeForm.error_messages,
        "password_incorrect": gettext_lazy("This is not your present password."),
        "password_same": gettext_lazy("This is the password you have now. Choose another."),
    }

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(self.error_messages["password_same"], code="password_same")
        return password

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)


class ChangePassword(views.RedirectURLMixin, views.PasswordChangeView):
    """For who asks, and for who has to; afterwards the person goes on to where they were going."""

    template_name = "account/password.html"
    form_class = OwnPasswordForm
    next_page = "home"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is changed."))
        return response
