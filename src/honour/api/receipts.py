"""`GET /api/v1/receipts/{token}`: a person's receipt in the standard form, for whoever holds its token."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from ninja import Path, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from honour.api.access import Refusal
from honour.intake.receipts import linked_receipt
from honour.register.known_keys import register_keyring
from honour.register.receipts import find_receipt

router = Router(tags=["receipts"])


class LinkedReceipt(Schema):
    """A receipt as JSON-LD, in the terms of the Data Privacy Vocabulary."""

    context: dict[str, str] = Field(alias="@context")
    id: str = Field(alias="@id")
    type: str = Field(alias="@type")
    model_config = {"extra": "allow"}


Token = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_=-]+$", description="From the receipt's own link.")]


@router.get(
    "/receipts/{token}",
    auth=None,
    response={200: LinkedReceipt, 404: Refusal, 422: Refusal, 503: Refusal},
    by_alias=True,
    summary="A receipt, as ISO/IEC TS 27560 shapes it",
)
def receipt(request: HttpRequest, token: Token) -> Any:  # noqa: ARG001 - ninja's signature
    """Give the receipt that the token opens; the token is the credential, so nothing else is asked."""
    found = find_receipt(register_keyring(), token)
    said = linked_receipt(found) if found is not None else None
    if said is None:
        raise HttpError(404, "No receipt is opened by this token.")
    return JsonResponse(said)  # as it stands: a schema would leave out what it does not name
