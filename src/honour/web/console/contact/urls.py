"""The addresses of contact, and of what passed with one person."""

from __future__ import annotations

from django.urls import path

from honour.web.console.contact import enquiries, enquiry, files, interactions, newcomers, templates

urlpatterns = [
    path("contact/", enquiries.listed, name="contact"),
    path("contact/record", newcomers.record, name="contact-record"),
    path("contact/templates/", templates.listed, name="templates"),
    path("contact/templates/new", templates.new, name="template-new"),
    path("contact/templates/<int:number>", templates.edit, name="template"),
    path("contact/templates/<int:number>/delete", templates.delete, name="template-delete"),
    path("contact/enquiries/<str:enquiry>", enquiry.enquiry, name="enquiry"),
    path("contact/enquiries/<str:enquiry>/change", enquiry.change, name="enquiry-change"),
    path("contact/enquiries/<str:enquiry>/close", enquiry.close, name="enquiry-close"),
    path("people/<str:person>/interactions/new", interactions.new, name="interaction-new"),
    path("people/<str:person>/interactions/<str:interaction>", interactions.interaction, name="interaction"),
    path("people/<str:person>/files/<str:attachment>", files.hand_out, name="attachment"),
]
