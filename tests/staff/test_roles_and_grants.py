"""Roles, the parts of the console they open, and the purposes they act for."""

from typing import Any

import pytest

from honour.notice.model import Notice
from honour.staff.grants import actor_for, grant_defaults, parts_for, purposes_granted, roles_granted, set_grants
from honour.staff.joining import AlreadyHere, RoleUnknown, add_member, set_roles
from honour.staff.leaving import leave
from honour.staff.models import Grant
from honour.staff.roles import Part, default_grants, make_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    return Notice.model_validate(
        {
            "honour": 1,
            "id": "fell",
            "title": "Fell",
            "version": "1",
            "effective": "2026-01-01",
            "controller": {"name": "Fell Ltd"},
            "categories": {
                "contact": {"name": "Contact", "fields": {"email": {"name": "Email", "type": "email"}}},
                "payment": {"name": "Payment", "fields": {"account": {"name": "Account", "type": "bank-account"}}},
            },
            "purposes": {
                "enquiries": {"name": "Enquiries", "categories": "all", "message": "service"},
                "newsletter": {"name": "Newsletter", "categories": ["contact"], "message": "marketing"},
                "profiling": {"name": "Interests", "categories": ["contact"], "direct_marketing": True},
                "payments": {"name": "Payments", "categories": ["payment"]},
                "credit-checks": {"name": "Credit checks", "categories": ["contact"], "activities": ["credit-check"]},
                "training": {"name": "Training", "categories": ["contact"], "activities": ["staff-training"]},
                "sale": {"name": "Selling the business", "categories": "all"},
                "honour-security": {"name": "Security", "categories": ["contact"], "stated": "built-in"},
            },
        }
    )


def granted(notice: Notice) -> dict[str, set[str]]:
    by_role: dict[str, set[str]] = {}
    for role, purpose, _ in default_grants(notice):
        by_role.setdefault(role, set()).add(purpose)
    return by_role


def test_each_role_is_suggested_the_purposes_of_its_work(notice):
    by_role = granted(notice)
    assert by_role["support"] == {"enquiries", "training"}
    assert by_role["marketing"] == {"newsletter", "profiling"}
    assert by_role["finance"] == {"payments", "credit-checks"}
    assert by_role["privacy-lead"] == set(notice.purposes)


def shop(**purposes: dict[str, Any]) -> Notice:
    """A shop's notice with these purposes, each a service unless it says otherwise."""
    text, bank = {"name": "What"}, {"name": "Account", "type": "bank-account"}
    return Notice.model_validate(
        {
            "honour": 1,
            "id": "shop",
            "title": "Shop",
            "version": "1",
            "effective": "2026-01-01",
            "controller": {"name": "Shop Ltd"},
            "subjects": {
                "customer": {"name": "Customers", "tie": "customer"},
                "staff": {"name": "Our staff", "tie": "member-of-staff"},
            },
            "categories": {
                "contact": {
                    "name": "Contact",
                    "fields": {"email": {"name": "Email", "type": "email", "identifier": True}},
                },
                "orders": {"name": "Orders", "fields": {"what": text}},
                "messages": {"name": "Messages", "fields": {"what": text}},
                "wages": {"name": "Wages", "fields": {"what": text}},
                "payment": {"name": "Payment", "fields": {"account": bank}},
            },
            "purposes": {
                short.replace("_", "-"): {"name": short, "message": "service", "subjects": ["customer"], **each}
                for short, each in purposes.items()
            },
        }
    )


ORDERS = {"categories": ["contact", "orders", "payment"]}
ENQUIRIES = {"categories": ["contact", "messages"]}
CONTRACT = [{"kind": "contract", "why": "The order."}]


def test_in_a_shop_support_opens_the_orders_and_finance_sees_what_was_paid():
    by_role = granted(shop(orders=ORDERS, enquiries=ENQUIRIES))
    assert by_role["support"] == {"orders", "enquiries"}
    assert by_role["finance"] == {"orders"}


def test_an_order_needs_no_message_to_be_served_where_a_contract_carries_it():
    assert "support" in granted(shop(orders={**ORDERS, "message": "none", "bases": CONTRACT}))
    assert "support" not in granted(shop(orders={**ORDERS, "message": "none"}))


@pytest.mark.parametrize(
    "payments",
    [
        {"categories": ["contact", "payment"]},
        {"categories": ["payment"]},
        {"categories": ["contact", "payment", "orders"]},
        {"categories": ["contact", "payment", "orders"], "bases": CONTRACT},
    ],
)
def test_what_is_only_about_the_payment_stays_with_finance(payments):
    by_role = granted(shop(orders={"categories": ["contact", "orders"]}, payments=payments))
    assert by_role["support"] == {"orders"}
    assert by_role["finance"] == {"payments"}


def test_support_opens_the_orders_also_where_it_reads_of_them_in_questions():
    questions = {"categories": ["contact", "messages", "orders"]}
    assert granted(shop(orders=ORDERS, questions=questions))["support"] == {"orders", "questions"}


def test_a_purpose_that_uses_everything_hides_no_order_from_support():
    assert granted(shop(orders=ORDERS, enquiries={"categories": "all"}))["support"] == {"orders", "enquiries"}


def test_what_the_firm_holds_of_its_own_staff_is_not_for_support():
    payroll = {"categories": ["contact", "wages", "payment"], "subjects": ["staff"], "bases": CONTRACT}
    by_role = granted(shop(payroll=payroll, holidays={"categories": ["contact"], "subjects": ["staff"]}))
    assert "support" not in by_role
    assert by_role["finance"] == {"payroll"}


def test_weighing_somebodys_credit_is_finances_even_where_only_its_name_says_so():
    by_role = granted(shop(credit_checks={"categories": ["contact"]}, debts={"categories": ["contact", "orders"]}))
    assert by_role["finance"] == {"credit-checks", "debts"}
    assert "support" not in by_role


def test_the_auditor_is_granted_nothing(notice):
    assert "auditor" not in granted(notice)


def test_only_a_purpose_that_sends_messages_is_granted_contact(notice):
    actions = {(role, purpose): set(actions) for role, purpose, actions in default_grants(notice)}
    assert actions["support", "enquiries"] == {"use", "contact"}
    assert actions["finance", "payments"] == {"use"}


def test_granting_again_leaves_what_somebody_decided(notice):
    roles = make_roles()
    Grant.objects.create(role=roles["finance"], purpose="enquiries", actions=["use"])
    grant_defaults(notice)
    assert roles_granted("enquiries") == ["Finance"]
    assert grant_defaults(notice) == 0


def test_what_was_decided_to_be_for_nobody_stays_so_after_the_next_publication(notice):
    grant_defaults(notice)
    set_grants("enquiries", [], contacts=True, by="staff-1")
    assert roles_granted("enquiries") == []
    assert grant_defaults(notice) == 0
    member, _ = add_member("lead@fell.example", "Lead", ["privacy-lead", "support"])
    assert purposes_granted(actor_for(member), "use", ["enquiries"]) == []


def test_a_role_decided_on_acts_at_once_and_only_as_the_purpose_needs(notice):
    grant_defaults(notice)
    set_grants("sale", ["finance"], contacts=False, by="staff-1")
    member, _ = add_member("fin@fell.example", "Fin", ["finance"])
    assert actor_for(member).grants["sale"] == frozenset({"use"})
    assert roles_granted("sale") == ["Finance"]


def test_a_member_acts_for_the_purposes_of_every_role_and_no_other(notice):
    grant_defaults(notice)
    member, _ = add_member("mina@fell.example", "Mina", ["support", "marketing"])
    actor = actor_for(member)
    assert set(actor.grants) == {"enquiries", "newsletter", "profiling", "training"}
    assert actor.kind == "staff"
    assert "mina" not in actor.name.lower()
    assert purposes_granted(actor, "disclose", notice.purposes) == []
    assert purposes_granted(actor, "use", notice.purposes) == ["enquiries", "newsletter", "profiling", "training"]


def test_roles_change_at_once(notice):
    grant_defaults(notice)
    member, _ = add_member("mina@fell.example", "Mina", ["support"])
    set_roles(member, ["auditor"])
    assert actor_for(member).grants == {}
    assert Part.PEOPLE not in parts_for(member)
    assert Part.RECORDS in parts_for(member)


def test_whoever_left_may_do_nothing(notice):
    grant_defaults(notice)
    add_member("lead@fell.example", "Nadia", ["privacy-lead"])
    member, password = add_member("mina@fell.example", "Mina", ["privacy-lead"])
    leave(member)
    assert actor_for(member).grants == {}
    assert parts_for(member) == frozenset()
    assert not member.check_password(password)


def test_a_first_password_is_random_and_must_be_changed():
    one, first = add_member("a@fell.example", "A", ["support"])
    two, second = add_member("b@fell.example", "B", ["support"])
    assert first != second
    assert len(first) >= 16
    assert one.must_change_password
    assert two.check_password(second)


def test_a_password_named_for_a_demonstration_stays():
    member, _ = add_member("a@fell.example", "A", ["support"], password="correct horse battery")
    assert not member.must_change_password
    assert member.password.startswith("argon2")


def test_an_unknown_role_is_refused_with_the_roles_there_are():
    with pytest.raises(RoleUnknown, match="support"):
        add_member("a@fell.example", "A", ["boss"])


def test_nobody_joins_twice_under_one_address():
    add_member("A@Fell.example", "A", ["support"])
    with pytest.raises(AlreadyHere):
        add_member("a@fell.example", "A", ["support"])
