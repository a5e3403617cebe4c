"""Settings for tests: the product's, but for a folder of their own, fast passwords, plain static files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="tasktrack-tests-")
(Path(_folder) / "static").mkdir()  # whitenoise warns where there is none
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# What the person has set for a running installation must not reach the tests, nor their files his folder.
for _name in (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "TASKTRACK_PRODUCTION",
    "TASKTRACK_HTTPS",
    "PORT",
    "EMAIL_URL",
    "EMAIL_HOST",
):
    os.environ.pop(_name, None)
os.environ["TASKTRACK_VAR"] = _folder

from tasktrack import settings as _product  # noqa: E402
from tasktrack.catalogues import compile_catalogues  # noqa: E402

compile_catalogues()  # before Django, setting itself up, asks for a translation and keeps the answer

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **_product.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
READ_APART = False  # it takes a second each time; the tests of imports.isolation do it
# Browser tests drive Chromium from a thread that runs an event loop and ask the database in between.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
