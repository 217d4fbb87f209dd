"""`honour demo`: a fictional company, its two notices and its people, running on this machine."""

from honour.cli.demo.command import demo

__all__ = ["demo"]
