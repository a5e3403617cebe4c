"""WSGI entry point, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasktrack.settings")
application = get_wsgi_application()

from tasktrack.demo import refuse_in_production  # noqa: E402  it asks the database, which is ready only now

refuse_in_production()
