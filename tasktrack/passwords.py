"""Django's rules for passwords in our own words: its Chinese lacks one, and speaks too familiarly."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext, ngettext


class OwnWords(UserAttributeSimilarityValidator):
    """Not what the account itself tells."""

    def get_error_message(self) -> str:
        return gettext("Too similar to the %(verbose_name)s.")

    def get_help_text(self) -> str:
        return gettext("Not similar to the username, the name or the mail address.")


class Length(MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        return ngettext(
            "Too short: at least %(number)d character.",
            "Too short: at least %(number)d characters.",
            self.min_length,
        ) % {"number": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(number)d character.", "At least %(number)d characters.", self.min_length
        ) % {"number": self.min_length}


class Common(CommonPasswordValidator):
    """None of those that are tried first."""

    def get_error_message(self) -> str:
        return gettext("This password is among those that are guessed first. Choose another.")

    def get_help_text(self) -> str:
        return gettext("No common password, such as 12345678 or password.")


class Numeric(NumericPasswordValidator):
    """Not of digits alone."""

    def get_error_message(self) -> str:
        return gettext("Digits alone are too easy to guess. Add letters.")

    def get_help_text(self) -> str:
        return gettext("Not of digits alone.")
