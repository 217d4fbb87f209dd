"""The form that names a mail server."""

from __future__ import annotations

from django import forms


class MailForm(forms.Form):
    """Where mail is handed over, and from whom it comes."""

    host = forms.CharField(
        label="Mail server",
        max_length=253,
        help_text="Whoever runs your mail calls it the SMTP server, for instance smtp.company.example.",
        error_messages={"required": "Enter the name of the mail server."},
    )
    security = forms.ChoiceField(
        label="How it is reached",
        choices=[
            ("starttls", "Securely, port 587 (most servers)"),
            ("tls", "Securely from the start, port 465"),
            ("none", "In clear: only a server on this machine"),
        ],
        widget=forms.RadioSelect,
        initial="starttls",
        error_messages={"required": "Choose how it is reached."},
    )
    port = forms.IntegerField(
        label="Another port",
        required=False,
        min_value=1,
        max_value=65535,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Only where it is none of these.",
        error_messages={
            "invalid": "Enter a number.",
            "min_value": "A port is at least 1.",
            "max_value": "A port is at most 65535.",
        },
    )
    username = forms.CharField(
        label="User name",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept in this installation’s settings, readable by its owner only.",
    )
    mail_from = forms.EmailField(
        label="Mail comes from",
        max_length=254,
        help_text="The address that people see and reply to.",
        error_messages={
            "required": "Enter the address that mail comes from.",
            "invalid": "Enter an email address, like privacy@company.example.",
        },
    )

    def clean_host(self) -> str:
        """Take a name or an address, and nothing around it."""
        host = str(self.cleaned_data["host"]).strip()
        if any(sign in host for sign in "/@?# \\[]%") or not host.isprintable():
            raise forms.ValidationError("Enter the server’s name alone, like smtp.company.example.")
        return host
