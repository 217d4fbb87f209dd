"""The nodes that a notice and a receipt share: who is responsible, what data, for what, on which basis, how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from honour.law import law_at
from honour.law.pack import pack
from honour.law.reference import LAWS
from honour.notice.keeping_rules import period_of
from honour.notice.model import Notice
from honour.notice.render.sections.sharing import kept_for

Node = dict[str, Any]

CONTEXT: Node = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""What the prefixes stand for; nothing has to be fetched to read the data."""

BASES = {
    "consent": "dpv:Consent",
    "contract": "dpv:Contract",
    "legal-obligation": "dpv:LegalObligation",
    "vital-interests": "dpv:VitalInterest",
    "public-task": "dpv:PublicInterest",
    "legitimate-interest": "dpv:LegitimateInterest",
    "recognised-interest": "dpv:LegalBasis",  # of the UK alone; the vocabulary has no term of its own
}
DATA = {"email": "pd:EmailAddress", "telephone": "pd:TelephoneNumber", "postal-address": "pd:PhysicalAddress"}


def without_empty(node: Node) -> Node:
    """Leave out what the notice does not say."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def instant(iso: str) -> Node:
    """Give a moment as linked data writes it."""
    return {"@type": "xsd:dateTime", "@value": iso}


def controller_node(notice: Notice) -> Node:
    """Say who is responsible (Art 13(1)(a))."""
    who = notice.controller
    return without_empty(
        {
            "@type": "dpv:DataController",
            "dpv:hasName": who.name,
            "dpv:hasIdentifier": who.company_number,
            "dpv:hasAddress": who.address or who.registered_office,
            "dpv:hasContact": [each for each in (who.email, who.telephone, who.page) if each],
        }
    )


def law_node(notice: Notice) -> Node:
    """Name the law that applies."""
    return {"@type": "dpv:Law", "dct:title": pack(notice.law).constants.gdpr}


def jurisdiction(notice: Notice) -> str:
    """Name the jurisdiction."""
    return LAWS[notice.law]


def basis_node(kind: str, said: str | None, covers: str | None = None) -> Node:
    """Give a lawful basis with what the notice says of it."""
    return without_empty(
        {"@type": BASES[kind], "dct:identifier": kind, "dct:description": said, "dct:coverage": covers}
    )


def data_nodes(notice: Notice, base: str, fields: Iterable[tuple[str, str]]) -> list[Node]:
    """Give items of personal data. Arguments: ``fields``, category and field of each."""
    nodes = []
    for category, short in fields:
        declared = notice.categories[category].fields[short]
        types = [DATA.get(declared.type, "dpv:PersonalData")]
        if declared.special:
            types.append("dpv:SpecialCategoryPersonalData")
        nodes.append({"@id": f"{base}#category.{category}/{short}", "@type": types, "dct:title": declared.name})
    return nodes


def recipient_nodes(notice: Notice, base: str, purpose: str) -> list[Node]:
    """Give who receives data for a purpose (Art 13(1)(e))."""
    nodes = []
    for short, each in notice.recipients.items():
        if purpose in notice.chosen(each.purposes, notice.purposes):
            kind = ["dpv:Recipient", "dpv:DataProcessor"] if each.acts_as == "processor" else ["dpv:Recipient"]
            nodes.append(
                without_empty(
                    {
                        "@id": f"{base}#recipient.{short}",
                        "@type": kind,
                        "dpv:hasName": each.name,
                        "dct:description": ", ".join(each.named),
                        "dpv:hasLocation": each.country,
                    }
                )
            )
    return nodes


def storage_nodes(notice: Notice, purpose: str) -> list[Node]:
    """Give how long data are kept for a purpose (Art 13(2)(a)); the period as ISO 8601, its beginning in words."""
    nodes, law = [], law_at(notice.law, notice.effective)
    for rule in notice.retention.values():
        if purpose in notice.chosen(rule.purposes, notice.purposes):
            period = period_of(rule, law.presets)
            kind = "dpv:StorageDuration" if period else "dpv:StorageCondition"
            duration = {"@type": "xsd:duration", "@value": period} if period else None
            said = kept_for(rule, law)
            nodes.append(without_empty({"@type": kind, "dpv:hasDuration": duration, "dct:description": said}))
    return nodes


def right_nodes(notice: Notice, base: str) -> list[Node]:
    """Give people's rights, and where they are exercised (Art 13(2)(b)-(d))."""
    reached = notice.controller.page or (f"mailto:{notice.controller.email}" if notice.controller.email else base)
    return [
        {
            "@id": f"{base}#right.{short}",
            "@type": "dpv:DataSubjectRight",
            "dct:identifier": right.right,
            "dct:title": right.name,
            "dpv:isExercisedAt": reached,
        }
        for short, right in notice.rights.items()
    ]


def authority_node(notice: Notice) -> Node | None:
    """Name the regulator (Art 13(2)(d))."""
    regulator = notice.complaints.regulator if notice.complaints else None
    return without_empty({"dpv:hasName": regulator.name, "dpv:hasContact": regulator.page}) if regulator else None
