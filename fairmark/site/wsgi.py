"""The application as a web server calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairmark.site.settings")
application = get_wsgi_application()

if os.environ.get("FAIRMARK_JOBS"):  # set by `fairmark serve`, where one process does everything
    from fairmark.site import daily

    daily.keep_going()
