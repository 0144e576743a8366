"""`fairmark demo`: make the demonstration if it is not there, and serve it."""

import os
import shutil
import sys
from pathlib import Path

#: When the demonstration's clock starts: a Monday, a term and a half after teaching began.
CLOCK = "2026-02-23T08:40"


def prepare_environment(options) -> None:
    """Settings of the demonstration; they must be in place before Django reads its own."""
    top = Path(__file__).resolve().parent.parent
    os.environ.setdefault("FAIRMARK_DATA", str(top / "var" / "demo"))
    os.environ["FAIRMARK_DEMO"] = "1"
    os.environ["FAIRMARK_ADDRESS"] = f"http://127.0.0.1:{options.port}"
    os.environ.setdefault("FAIRMARK_EMAIL_URL", "dummymail://")  # nobody's mail leaves here
    os.environ.setdefault("FAIRMARK_CLOCK", CLOCK)
    if options.fresh and not os.environ.get("FAIRMARK_DATABASE_URL"):
        shutil.rmtree(os.environ["FAIRMARK_DATA"], ignore_errors=True)


def run(options) -> None:
    """Make the centre once, then serve it."""
    from django.core.management import call_command

    from fairmark.centre.models import Centre
    from fairmark.site.serving import serve

    call_command("migrate", verbosity=0, interactive=False)
    if not Centre.objects.exists():
        print("Making the demonstration: a college, 237 learners, a term and a half of history …")
        from demo.thornmere import make

        make()
    if options.prepare_only:
        print("The demonstration is made.")
        return
    address = f"http://127.0.0.1:{options.port}/demonstration/"
    print(f"Thornmere College is open at {address}")
    print("Choose a person there: one click signs you in. Stop with Ctrl+C.")
    sys.stdout.flush()
    serve("127.0.0.1", options.port)
