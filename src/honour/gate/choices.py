"""What people choose about marketing: by which ways, on which topics. Both evaluators read a choice by these names.

A stop is named ``TOPIC/WAY``, with a star for all: ``*/email`` (nothing by email), ``news/*`` (nothing on that topic),
``news/email``. Ways are kinds of channel, since a person knows email and not two channels that both are email.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from honour.notice.model import Notice, Topic

ALL = "*"


def stop_name(topic: str | None, way: str | None) -> str:
    """Name a stop; nothing stands for all."""
    return f"{topic or ALL}/{way or ALL}"


def stop_parts(name: str) -> tuple[str | None, str | None]:
    """Give the topic and the way that a stop is about, nothing for all."""
    topic, _, way = name.partition("/")
    return None if topic == ALL else topic, None if way == ALL else way


def ways_of(notice: Notice) -> list[str]:
    """Give the kinds of channel by which a notice markets, in its order."""
    return list(dict.fromkeys(each.kind for each in notice.channels.values() if each.marketing != "none"))


def ways_of_topic(notice: Notice, topic: Topic) -> list[str]:
    """Give the kinds of channel by which a topic is sent; a topic that names none goes by all that market."""
    if not topic.channels:
        return ways_of(notice)
    return list(dict.fromkeys(notice.channels[short].kind for short in topic.channels if short in notice.channels))


def stops_of(notice: Notice) -> Iterator[str]:
    """Give the name of every stop that a notice offers, the widest first."""
    yield from (stop_name(None, way) for way in ways_of(notice))
    yield from (stop_name(topic, None) for topic in notice.topics)
    for short, topic in notice.topics.items():
        yield from (stop_name(short, way) for way in ways_of_topic(notice, topic))


class Reach:
    """What a message would be sent by and about, among a notice's versions: which stops it meets.

    Arguments: ``channel``, a channel of the notice or a kind of channel; ``topic``. Where either is not named, or no
    version knows it, every stop meets the message that a message for that purpose could meet.
    """

    def __init__(self, versions: Iterable[Notice], purpose: str, channel: str | None, topic: str | None) -> None:
        self._way: str | None = None
        self._topics: set[str] = set()
        for notice in versions:
            if channel in notice.channels:
                self._way = notice.channels[channel].kind
            elif channel in {each.kind for each in notice.channels.values()}:
                self._way = channel
            self._topics |= {short for short, each in notice.topics.items() if each.purpose == purpose}
        if topic in self._topics:
            self._topics = {topic}

    def meets(self, stop: str) -> str | None:
        """Give the code of the rule by which a stop withholds the message; nothing when it does not."""
        topic, way = stop_parts(stop)
        if way is not None and self._way is not None and way != self._way:
            return None
        if topic is None:
            return "channel-stopped"
        return "topic-stopped" if topic in self._topics else None
