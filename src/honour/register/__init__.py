"""Data subjects, their personal data and their keys; read only for a purpose."""
