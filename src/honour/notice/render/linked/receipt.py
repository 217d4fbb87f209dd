"""A receipt as linked data, in the shape of ISO/IEC TS 27560 as the vocabulary's guide puts it.

One record for each purpose, whatever its basis: a record of consent where it rests on consent, else a record of
processing. It says what was asked and in which words; never what was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from honour.notice.model import Notice
from honour.notice.render.linked.nodes import (
    CONTEXT,
    Node,
    authority_node,
    basis_node,
    controller_node,
    data_nodes,
    instant,
    jurisdiction,
    law_node,
    recipient_nodes,
    right_nodes,
    storage_nodes,
    without_empty,
)

RECEIPT = "https://w3id.org/dpv/schema/dpv-27560#receipt"
RECORD = "https://w3id.org/dpv/schema/dpv-27560#record"


@dataclass(frozen=True, slots=True)
class Given:
    """A collection as a receipt tells it.

    Arguments: ``page``, the receipt's own address; ``notice_page``, that of the version shown; ``identifier``, of the
    receipt; ``person``, what stands for the person in it; ``at``, ISO 8601; ``wording``, ``answered`` and ``choice`` as
    the register keeps them; ``digest``, the SHA-256 of the notice's file.
    """

    page: str
    notice_page: str
    identifier: str
    person: str
    at: str
    wording: Mapping[str, Any]
    answered: frozenset[str]
    choice: str
    digest: str


def receipt_as_linked(notice: Notice, given: Given) -> Node:
    """Write a receipt as JSON-LD. Arguments: ``notice``, the version that was shown."""
    said = {each["id"]: each for each in given.wording["purposes"]}
    marketing = given.wording["marketing"]
    purposes = list(said)
    if marketing and marketing["purpose"] not in said and marketing["purpose"] in notice.purposes:
        purposes.append(marketing["purpose"])
    records = [_record(notice, given, short, said.get(short)) for short in purposes]
    consented = any(record["@type"] == "dpv:ConsentRecord" for record in records)
    return {
        "@context": CONTEXT,
        "@id": given.page,
        "@type": "dpv:ConsentReceipt" if consented else "dpv:DataProcessingRecord",
        "dct:identifier": given.identifier,
        "dct:conformsTo": RECEIPT,
        "dct:created": instant(given.at),
        "dct:publisher": notice.controller.name,
        "dct:audience": {"@type": "dpv:DataSubject", "dct:identifier": given.person},
        "dpv:hasRecordOfActivity": records,
    }


def _record(notice: Notice, given: Given, short: str, said: Mapping[str, Any] | None) -> Node:
    purpose = notice.purposes[short]
    bases = (
        [basis_node(each["kind"], each["said"], each["covers"]) for each in said["bases"]]
        if said
        else [basis_node(b.kind, b.why or b.interest or b.enactment or b.condition, b.covers) for b in purpose.bases]
    )
    on_consent = any(each["dct:identifier"] == "consent" for each in bases)
    listed = notice.categories_of(short)
    fields = [
        (each["category"], each["field"])
        for each in given.wording["fields"]
        if each["id"] in given.answered and each["category"] in listed
    ]
    marketing = given.wording["marketing"]
    offered = marketing if marketing and marketing["purpose"] == short else None
    process = {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {"@type": "dpv:Purpose", "dct:identifier": short, "dct:title": purpose.name},
        "dpv:hasProcessing": [{"@type": each} for each in ("dpv:Collect", "dpv:Store", "dpv:Use")],
        "dpv:hasLegalBasis": bases,
        "dpv:hasPersonalData": data_nodes(notice, given.notice_page, fields),
        "dpv:hasDataSource": {"@type": "dpv:DataSource", "dct:title": given.wording["form"]["name"]},
        "dpv:hasRecipient": recipient_nodes(notice, given.notice_page, short),
        "dpv:hasStorageCondition": storage_nodes(notice, short),
    }
    return without_empty(
        {
            "@id": f"{given.page}#{short}",
            "@type": "dpv:ConsentRecord" if on_consent else "dpv:DataProcessingRecord",
            "dct:identifier": f"{given.identifier}/{short}",
            "dct:conformsTo": RECORD,
            "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dct:identifier": given.person},
            "dpv:hasDataController": controller_node(notice),
            "dpv:hasJurisdiction": jurisdiction(notice),
            "dpv:hasApplicableLaw": law_node(notice),
            "dpv:hasAuthority": authority_node(notice),
            "dpv:hasNotice": {
                "@id": given.notice_page,
                "@type": "dpv:ConsentNotice" if on_consent else "dpv:PrivacyNotice",
                "dct:identifier": given.digest,
                "dct:hasVersion": given.wording["notice"]["version"],
                "dct:language": notice.language,
                "dct:description": given.wording["short_notice"],
            },
            "dpv:hasProcess": without_empty(process),
            "dpv:hasConsentStatus": _status(given, offered) if on_consent else None,
            "dpv:hasConsentControl": {
                "@type": "dpv:WithdrawConsent",
                "dpv:isExercisedAt": f"mailto:{notice.controller.email}" if notice.controller.email else given.page,
            }
            if on_consent
            else None,
            "dpv:hasRight": right_nodes(notice, given.notice_page),
        }
    )


def _status(given: Given, offered: Mapping[str, Any] | None) -> Node:
    """Say whether consent was given; a box that was left empty is a no."""
    said_yes = given.choice == "opted-in"
    return without_empty(
        {
            "@type": ["dpv:ConsentGiven", "dpv:ExpressedConsent"] if said_yes else ["dpv:ConsentRefused"],
            "dpv:isIndicatedBy": {"@type": "dpv:DataSubject", "dct:identifier": given.person},
            "dpv:hasIndicationMethod": offered["wording"] if offered else None,
            "dpv:isIndicatedAtTime": instant(given.at),
        }
    )
