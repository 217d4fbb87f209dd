"""`GET /api/v1/notice`: the notice in use as data, and each published version by its label."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Path, Router, Schema
from ninja.errors import HttpError

from honour.api.access import Refusal
from honour.register.errors import UnknownVersionError
from honour.register.versions import Published, versions

router = Router(tags=["notice"])
Label = Annotated[str, Path(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="Of the version.")]


class NoticeSaid(Schema):
    """A version of the notice; ``notice`` as ``/.well-known/privacy-notice.json`` has it, ``sha256`` of its file."""

    version: str
    effective: str
    published: str
    sha256: str
    versions: list[str]
    notice: dict[str, Any]


@router.get("/notice", auth=None, response={200: NoticeSaid, 503: Refusal}, summary="The notice in use")
def in_use(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja's signature
    """Give the version in use. It is public: no token is asked."""
    return _answer(versions().current(timezone.now()))


@router.get(
    "/notice/versions/{label}",
    auth=None,
    response={200: NoticeSaid, 404: Refusal, 422: Refusal, 503: Refusal},
    summary="A version of the notice",
)
def version(request: HttpRequest, label: Label) -> Any:  # noqa: ARG001 - as above
    """Give a published version by its label."""
    try:
        return _answer(versions().labelled(label, timezone.now()))
    except UnknownVersionError:
        raise HttpError(404, "No version of that label was published.") from None


def _answer(published: Published) -> JsonResponse:
    newest_first = [each.label for each in reversed(versions().all)]
    return JsonResponse(published.as_data(newest_first), json_dumps_params={"ensure_ascii": False})
