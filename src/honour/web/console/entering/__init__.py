"""Coming in: by password, second factor, passkey, identity provider or invitation; and going out."""
