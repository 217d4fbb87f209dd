"""The notice as linked data: a privacy notice with a process for each purpose."""

from __future__ import annotations

from honour.notice.model import Notice
from honour.notice.render.linked.nodes import (
    CONTEXT,
    Node,
    authority_node,
    basis_node,
    controller_node,
    data_nodes,
    jurisdiction,
    law_node,
    recipient_nodes,
    right_nodes,
    storage_nodes,
    without_empty,
)


def notice_as_linked(notice: Notice, page: str) -> Node:
    """Write a notice as JSON-LD, every clause under the address that it has on the page.

    Arguments: ``page``, the notice's address, without a fragment.
    """
    return without_empty(
        {
            "@context": CONTEXT,
            "@id": page,
            "@type": "dpv:PrivacyNotice",
            "dct:identifier": f"{notice.id} {notice.version}",
            "dct:title": notice.title,
            "dct:language": notice.language,
            "dct:hasVersion": notice.version,
            "dct:valid": {"@type": "xsd:date", "@value": notice.effective.isoformat()},
            "dct:replaces": notice.replaces,
            "dpv:hasDataController": controller_node(notice),
            "dpv:hasApplicableLaw": law_node(notice),
            "dpv:hasJurisdiction": jurisdiction(notice),
            "dpv:hasAuthority": authority_node(notice),
            "dpv:hasProcess": [_process(notice, page, short) for short in notice.purposes],
            "dpv:hasRight": right_nodes(notice, page),
        }
    )


def _process(notice: Notice, page: str, short: str) -> Node:
    purpose = notice.purposes[short]
    categories = [each for each in notice.categories if each in notice.categories_of(short)]
    fields = [(category, field) for category in categories for field in notice.categories[category].fields]
    plain = [
        {"@id": f"{page}#category.{each}", "@type": "dpv:PersonalData", "dct:title": notice.categories[each].name}
        for each in categories
        if not notice.categories[each].fields
    ]
    sources = [each for each in notice.sources if each in notice.chosen(purpose.sources, notice.sources)]
    kinds = [each for each in notice.subjects if each in notice.chosen(purpose.subjects, notice.subjects)]
    return without_empty(
        {
            "@id": f"{page}#purpose.{short}",
            "@type": "dpv:Process",
            "dpv:hasPurpose": without_empty(
                {
                    "@type": "dpv:Purpose",
                    "dct:identifier": short,
                    "dct:title": purpose.name,
                    "dct:description": purpose.text,
                }
            ),
            "dpv:hasLegalBasis": [
                basis_node(each.kind, each.why or each.interest or each.enactment or each.condition, each.covers)
                for each in purpose.bases
            ],
            "dpv:hasPersonalData": [*data_nodes(notice, page, fields), *plain],
            "dpv:hasDataSubject": [
                {"@id": f"{page}#subject.{each}", "@type": "dpv:DataSubject", "dct:title": notice.subjects[each].name}
                for each in kinds
            ],
            "dpv:hasDataSource": [
                {"@id": f"{page}#source.{each}", "@type": "dpv:DataSource", "dct:title": notice.sources[each].name}
                for each in sources
            ],
            "dpv:hasRecipient": recipient_nodes(notice, page, short),
            "dpv:hasStorageCondition": storage_nodes(notice, short),
        }
    )
