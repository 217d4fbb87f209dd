"""Killed while staff join, sign in or leave, and while a service gets its token."""

from __future__ import annotations

from contextlib import suppress

from django.contrib.sessions.models import Session
from django.test import Client

from honour.evidence.models import Payload
from honour.staff.joining import AlreadyHere, add_member
from honour.staff.leaving import leave
from honour.staff.models import Member
from honour.systems.models import Token
from honour.systems.tokens import holder_of, make_token, revoke_token
from tests.crash.prepared import STAFF
from tests.crash.scenarios.scenario import Scenario, count_of
from tests.crash.scene import ADDRESS, LATER, PASSPHRASE

NEW_STAFF = "tom@fellside.example"


class Join(Scenario):
    def run(self, scene):
        with suppress(AlreadyHere):  # they had joined before the crash
            add_member(NEW_STAFF, "Tom Ashworth", ["support"])
        scene.acknowledge(joined=True)

    def kept(self, scene):
        if scene.acknowledged and not Member.objects.filter(email=NEW_STAFF, roles__code="support").exists():
            yield "the member acknowledged is not there, or has no role"

    def whole(self, scene):
        yield from count_of("members", Member.objects.filter(email=NEW_STAFF).count(), 1)
        told = Payload.objects.filter(entry__kind="member:added").count()
        yield from count_of("entries that say so, with the two from before", told, 3)


class SignIn(Scenario):
    """Whoever was let in has a session, and the ledger says so."""

    def run(self, scene):
        answer = Client(**ADDRESS).post("/console/sign-in", {"email": STAFF, "password": PASSPHRASE})
        assert answer.status_code == 302, answer.content.decode()
        scene.acknowledge(session=answer.cookies["sessionid"].value)

    def kept(self, scene):
        for said in scene.acknowledged:
            if not Session.objects.filter(pk=said["session"]).exists():
                yield "a session acknowledged is lost"
        told = Payload.objects.filter(entry__kind="staff:signed-in").count()
        if told < len(scene.acknowledged):
            yield f"{told} sign-ins on the ledger, {len(scene.acknowledged)} acknowledged"

    def whole(self, scene):
        yield from self.kept(scene)


class Leave(Scenario):
    def run(self, scene):
        leave(Member.objects.get(email=STAFF))
        scene.acknowledge(left=True)

    def kept(self, scene):
        member = Member.objects.get(email=STAFF)
        if scene.acknowledged and (member.is_active or member.check_password(PASSPHRASE)):
            yield "somebody who has left can sign in"

    def whole(self, scene):
        if not Payload.objects.filter(entry__kind="member:removed").exists():
            yield "the ledger does not say that somebody left"


class Tokens(Scenario):
    """A token that was handed out opens, one that was revoked does not."""

    def run(self, scene):
        grants = {"enquiries": frozenset({"use"})}
        token, secret = make_token("crm", grants, now=LATER, days=30, made_by="command-line")
        scene.acknowledge(made=secret)
        revoke_token(token.prefix, now=LATER, by="command-line")
        scene.acknowledge(revoked=secret)

    def kept(self, scene):
        revoked = {said["revoked"] for said in scene.acknowledged if "revoked" in said}
        for secret in [said["made"] for said in scene.acknowledged if "made" in said]:
            if secret in revoked and holder_of(secret, LATER):
                yield "a revoked token opens"
            if not Token.objects.filter(prefix=secret[:12]).exists():
                yield "a token acknowledged is lost"

    def whole(self, scene):
        issued = Payload.objects.filter(entry__kind="token:issued").count()
        yield from count_of("entries about tokens made", issued, Token.objects.count())
        ended = Payload.objects.filter(entry__kind="token:revoked").count()
        yield from count_of("entries about tokens revoked", ended, Token.objects.exclude(revoked_at=None).count())


STAFF_AND_SERVICES = {"join": Join(), "sign in": SignIn(), "leave": Leave(), "issue and revoke a token": Tokens()}
