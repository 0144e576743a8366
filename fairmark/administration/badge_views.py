"""The centre's logo: looked at, given, removed, and served as nothing but a picture."""

from django.http import Http404, HttpResponse

from fairmark.administration import badge_actions, forms
from fairmark.centre.models import Logo, badge_of
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_everyone


def _crumbs(request):
    if any(holding.role == Role.ADMINISTRATOR for holding in request.holdings):
        return ("/centre/", "Centre")
    return ("/policies/", "Policies")


@page_for_everyone
def logo(request):
    """The picture itself, for people of the centre whose it is."""
    one = Logo.objects.filter(centre=request.centre).first()
    if one is None:
        raise Http404
    response = HttpResponse(bytes(one.png), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@page_for(*badge_actions.BADGERS)
def give_logo(request):
    """Give the logo, or another in place of the one there is."""
    one = badge_of(request.centre)
    asking = Asking(
        "Our logo", "Use this logo", _crumbs(request)[0], crumbs=(_crumbs(request),),
        consequences=(
            "It stands at the head of each policy and of the versions for learners.",
            "It is drawn anew as a PNG; place, camera and author that a picture may hold are dropped.",
        ),
    )  # fmt: skip
    form = forms.LogoForm(request.POST or None, request.FILES or None)
    return ask(
        request, badge_actions.give_logo, request.centre, asking, form=form,
        done="This is our logo now.", to="/centre/logo/change/", template="administration/logo.html",
        what=lambda answers: {"picture": form.picture}, context={"logo": one},
    )  # fmt: skip


@page_for(*badge_actions.BADGERS)
def remove_logo(request):
    asking = Asking(
        "Remove our logo?", "Remove it", "/centre/logo/change/", warn=True,
        crumbs=(_crumbs(request), ("/centre/logo/change/", "Our logo")),
        cannot="There is nothing to remove",
        consequences=("Policies then carry our name alone.", "You can give a logo again."),
    )  # fmt: skip
    return ask(request, badge_actions.remove_logo, request.centre, asking,
               form=forms.RemoveLogoForm(request.POST or None), done="The logo is removed.")  # fmt: skip
