"""A first notice from plain answers: what a small company is asked, and the notice that follows from it."""

from honour.notice.starting.answers import COUNTRIES, PERIODS, RECIPIENTS, Answers, Company, Recipient
from honour.notice.starting.composing import first_notice

__all__ = ["COUNTRIES", "PERIODS", "RECIPIENTS", "Answers", "Company", "Recipient", "first_notice"]
