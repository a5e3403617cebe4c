"""What requests leave to the background worker."""

from django.conf import settings
from django.utils import translation
from django_tasks import task


@task()
def read_upload(batch: int, language: str) -> None:
    """Read the upload of a batch, in the language of the person who waits for it."""
    from imports.services.read import read

    with translation.override(language or settings.LANGUAGE_CODE):
        read(batch)
