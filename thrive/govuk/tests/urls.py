"""Where the style guide is mounted for tests."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from thrive.govuk.style_guide import style_guide


def keep_draft(request: HttpRequest) -> JsonResponse:
    """Answers like a room that keeps drafts, after the word typed as the teller's name."""
    sent = dict(request.POST.items())
    SENT.append(sent)
    if sent.get("teller") == "conflict":
        return JsonResponse({"conflict": True}, status=409)
    if sent.get("teller") == "fail":
        return JsonResponse({}, status=503)
    return JsonResponse({"saved_at": "2:41pm", "revision": int(sent["draft_revision"]) + 1})


SENT: list[dict[str, str]] = []

urlpatterns = [
    path("draft/", keep_draft),
    path("style-guide/<str:state>/", style_guide, {"draft_url": "/draft/"}),
]
