"""Projects and services, from their start to their end, and the people in them."""

from honour.dealings.services.running import end_service, involve, reopen_service, start_service

__all__ = ["end_service", "involve", "reopen_service", "start_service"]
