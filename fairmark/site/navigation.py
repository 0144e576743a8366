"""The frame of every page."""


def frame(request):
    return {}
