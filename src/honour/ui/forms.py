"""How every Django form looks: label, hint, consequence, errors, control, in that order."""

from __future__ import annotations

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates


class PlainField(BoundField):
    """A field whose control names everything said about it: hint, consequence and errors."""

    @property
    def consequence(self) -> str:
        """What follows from giving or not giving this, where it surprises; set on the form's field by the page."""
        said: str = getattr(self.field, "consequence", "")
        return said

    @property
    def first_id(self) -> str:
        """The id an error links to: the control's own, or its first choice's."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def colon(self) -> str:
        """What stands between the label and what is wrong, where the label does not end by itself."""
        return "" if str(self.label).endswith(("?", ".", ":")) else ":"

    @property
    def is_tick(self) -> bool:
        """Whether the field is one box to tick, whose label stands beside it."""
        return self.widget_type == "checkbox"

    @property
    def aria_describedby(self) -> str | None:
        """The ids of what is said about the field, in the order in which it is read."""
        if self.field.widget.attrs.get("aria-describedby") or not self.auto_id or self.is_hidden:
            return None
        said = {"helptext": self.help_text, "consequence": self.consequence, "error": self.errors}
        return " ".join(f"{self.auto_id}_{part}" for part, words in said.items() if words) or None


class Renderer(DjangoTemplates):
    """Django's renderer with this product's templates: set as ``FORM_RENDERER``."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = PlainField
