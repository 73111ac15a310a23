"""The application for any WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from gatepost.web.data_folder import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
prepare()
application = get_wsgi_application()
