"""Addresses of messages: `pages` under a studio, `api` under /api/v1/, `demo` at the root."""

from django.urls import path, re_path

from fitflow.notify import api as doors
from fitflow.notify.views import centre, log, mailbox

app_name = "notify"
pages = [
    re_path(r"^(?P<side>me|desk)/notifications/$", centre.centre, name="centre"),
    re_path(r"^(?P<side>me|desk)/notifications/badge/$", centre.badge, name="badge"),
    re_path(r"^(?P<side>me|desk)/notifications/read/$", centre.mark_read, name="mark-read"),
    re_path(r"^(?P<side>me|desk)/notifications/preferences/$", centre.preferences, name="preferences"),
    path("desk/messages/", log.log, name="log"),
    path("desk/messages/<uuid:message_id>/", log.message, name="message"),
    path("desk/messages/<uuid:message_id>/again/", log.send_again, name="send-again"),
    path("desk/clients/<uuid:client_id>/messages/", log.client_log, name="client-log"),
]
api = [
    path("messages", doors.messages, name="api-messages"),
    path("messages/<uuid:message_id>", doors.message, name="api-message"),
    path("messages/<uuid:message_id>/again", doors.send_again, name="api-message-again"),
    path("notifications", doors.notifications, name="api-notifications"),
    path("notifications/read", doors.mark_read, name="api-notifications-read"),
    path("notifications/preferences", doors.preferences, name="api-notification-preferences"),
]
demo = [
    path("demo/mail", mailbox.mailbox, name="list"),
    path("demo/mail/<uuid:organization_id>/<uuid:message_id>", mailbox.letter, name="letter"),
    path("demo/mail/<uuid:organization_id>/<uuid:message_id>/html", mailbox.letter_html, name="html"),
    path("demo/mail/<uuid:organization_id>/<uuid:message_id>/files/<int:number>", mailbox.letter_file, name="file"),
]
