"""What a rule looks at: the notice, the law of the day, and what several rules ask of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import BaseModel

from honour.law import Law
from honour.notice.check.activities import activities_of
from honour.notice.check.finding import Path
from honour.notice.check.walking import models_within, texts_of
from honour.notice.model import Activity, Channel, Notice, Purpose, Recipient


@dataclass(frozen=True)
class Case:
    """A notice under the law of a day."""

    notice: Notice
    law: Law

    @property
    def at(self) -> date:
        """The day."""
        return self.law.at

    @property
    def in_english(self) -> bool:
        """Whether the notice's own words are English, the language that some rules read."""
        return self.notice.language.lower().split("-")[0] == "en"

    @cached_property
    def models(self) -> tuple[tuple[Path, BaseModel], ...]:
        """Every model within the notice, with its path."""
        return tuple(models_within(self.notice))

    @cached_property
    def texts(self) -> tuple[tuple[Path, str], ...]:
        """Every text that people read in the notice, with its path."""
        return tuple(text for path, model in self.models for text in texts_of(model, path))

    @cached_property
    def controlled(self) -> Mapping[str, Purpose]:
        """The purposes that the organisation decides on, alone or jointly; not those it serves as a processor."""
        return {short: purpose for short, purpose in self.notice.purposes.items() if purpose.role != "processor"}

    @cached_property
    def activities(self) -> Mapping[str, frozenset[Activity]]:
        """What the law knows each purpose as."""
        return {short: activities_of(short, purpose) for short, purpose in self.notice.purposes.items()}

    def engaged_in(self, activity: Activity) -> list[tuple[str, Purpose]]:
        """Give the controlled purposes that the law knows as an activity."""
        return [(short, purpose) for short, purpose in self.controlled.items() if activity in self.activities[short]]

    def receiving_for(self, purpose: str) -> list[Recipient]:
        """Give the recipients that the notice names for a purpose."""
        purposes = self.notice.purposes
        return [
            each for each in self.notice.recipients.values() if purpose in self.notice.chosen(each.purposes, purposes)
        ]

    @cached_property
    def basis_kinds(self) -> frozenset[str]:
        """Every kind of basis on which some controlled purpose rests."""
        return frozenset(basis.kind for purpose in self.controlled.values() for basis in purpose.bases)

    @cached_property
    def marketing(self) -> Mapping[str, Purpose]:
        """The purposes that an objection to direct marketing stops."""
        return {short: purpose for short, purpose in self.notice.purposes.items() if purpose.is_marketing}

    @cached_property
    def marketing_channels(self) -> Mapping[str, Channel]:
        """The channels by which the notice says that it markets."""
        return {short: channel for short, channel in self.notice.channels.items() if channel.marketing != "none"}

    @cached_property
    def rides_on_soft_opt_in(self) -> frozenset[str]:
        """The declared channels for which the soft opt-in is claimed, by themselves or by its own clause."""
        claim = self.notice.soft_opt_in
        claimed = set(claim.channels) if claim else set()
        claimed |= {short for short, channel in self.notice.channels.items() if channel.marketing == "soft-opt-in"}
        return frozenset(claimed & set(self.notice.channels))

    def channels_for(self, purpose: str) -> frozenset[str]:
        """Give the marketing channels that serve a purpose: those of its topics, or all where it has no topic."""
        topics = [topic for topic in self.notice.topics.values() if topic.purpose == purpose]
        chosen = {channel for topic in topics for channel in topic.channels}
        return frozenset(self.marketing_channels) & (chosen or frozenset(self.marketing_channels))

    def soft_opt_in_subjects(self, channel: str) -> frozenset[str]:
        """Give the kinds of person whom a channel reaches on the soft opt-in."""
        reached = self.notice.chosen(self.notice.channels[channel].subjects, self.notice.subjects)
        claim = self.notice.soft_opt_in
        return reached & self.notice.chosen(claim.subjects, self.notice.subjects) if claim else reached
