"""Webhooks: other systems are told when somebody decides something, signed as standardwebhooks.com has it."""
