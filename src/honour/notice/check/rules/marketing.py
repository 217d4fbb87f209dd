"""Marketing by channel, and how it is stopped."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted


@rule("H22")
def ground_does_not_carry(case: Case) -> Iterator[Fault]:
    """Marketing by a channel rests on an interest: a warning where it carries towards companies."""
    for short, channel in case.marketing_channels.items():
        known = case.law.channels.get(channel.kind)
        if known is None or channel.marketing != "legitimate-interest":
            continue
        reach = known.claims.get("legitimate-interest")
        if reach == "never":
            yield Fault(
                ("channels", short, "marketing"),
                f"Marketing by {quoted(channel.name)} rests on an interest; it needs consent ({known.source}).",
                "Set `marketing: consent`, and ask for it.",
            )
        elif reach == "corporate":
            yield Fault(
                ("channels", short, "marketing"),
                f"Marketing by {quoted(channel.name)} on an interest may reach companies only ({known.source}).",
                "Rest it on consent or the soft opt-in, or see that it goes to corporate subscribers alone.",
                "warning",
            )


@rule("H23")
def no_way_to_stop(case: Case) -> Iterator[Fault]:
    """A channel carries marketing, and nothing says how to stop it."""
    for short, channel in case.marketing_channels.items():
        if not channel.stop:
            yield Fault(
                ("channels", short),
                f"Nothing says how to stop marketing by {quoted(channel.name)}.",
                "List the ways under `stop`: a link in each message, an address that works.",
            )


@rule("H56")
def by_no_channel(case: Case) -> Iterator[Fault]:
    """A purpose sends marketing, and no channel says by which way and on what ground."""
    for short, purpose in case.controlled.items():
        if purpose.message == "marketing" and not case.channels_for(short):
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} sends marketing, and no channel says by which way, or on what ground.",
                "Declare under `channels` each way by which it goes: its `kind`, its ground as `marketing` (`consent`, "
                "`soft-opt-in` or `legitimate-interest`) and the ways to `stop` it.",
            )


@rule("H24")
def service_message_is_marketing(case: Case) -> Iterator[Fault]:
    """A purpose sends service messages and is direct marketing, so stopping the one would stop the other."""
    for short, purpose in case.notice.purposes.items():
        if purpose.message == "service" and purpose.direct_marketing:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} sends service messages and is direct marketing at once.",
                "Make two purposes of it, one with `message: service` and one with `message: marketing`.",
            )


@rule("H34")
def national_law(case: Case) -> Iterator[Fault]:
    """Marketing by electronic means falls under national law, of which this pack knows nothing: a note."""
    names = [channel.name for channel in case.marketing_channels.values()]
    if names:
        yield Fault(
            ("channels",),
            f"Whether marketing by {listed(names)} is allowed is for national law, which this check does not hold.",
            "Have it checked against the law of each country.",
        )
