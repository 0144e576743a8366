"""A post that was carried out already is answered from the record, before anything is looked up."""

from django.shortcuts import redirect, render

from fairmark.workflow.models import Posted
from fairmark.workflow.posting import once


def sent_before(get_response):
    """The same key and content: the same answer. The same key, other content: 422."""

    def middleware(request):
        key = once(request) if request.method == "POST" and request.person else None
        if key is None:
            return get_response(request)
        posted = Posted.objects.filter(person=request.person, key=key.key)
        if before := posted.first():
            if before.fingerprint != key.fingerprint:
                return render(request, "ui/other_body.html", status=422)
            return redirect(before.location or request.path)
        response = get_response(request)
        if response.status_code == 302:
            posted.update(location=response["Location"][:300])
        return response

    return middleware
