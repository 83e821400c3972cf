"""The API's doors to messages: the own notifications and choices, and for staff the delivery log."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from fitflow.core.actor import INSIDERS, Role
from fitflow.core.doors import idempotent, refuses
from fitflow.core.paging import read_limit
from fitflow.core.requests import ApiRequest
from fitflow.core.shapes import answer, answer_part, read, read_query
from fitflow.notify import channels, forms, queries, services
from fitflow.notify.models import Message
from fitflow.notify.refusals import NotSendable
from fitflow.organizations.doors import allow

TAG = ["Messages"]
PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


@extend_schema(
    operation_id="messages",
    tags=TAG,
    parameters=[
        OpenApiParameter("client", UUID),
        OpenApiParameter("template", str),
        OpenApiParameter("state", str, enum=Message.State.values),
        OpenApiParameter("channel", str, enum=channels.names()),
        OpenApiParameter("address", str),
        *PAGING,
    ],
    responses=forms.MessageListOut,
)
@api_view(["GET"])
@allow(Role.MANAGER)
def messages(request: ApiRequest) -> Response:
    """The delivery log, newest first."""
    wanted = forms.log_filter(read_query(forms.LogFilterIn, request.GET))
    limit = read_limit(request.GET.get("limit", ""))
    part = queries.log_part(request.actor, wanted, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(forms.MessageListOut, request, part)


@extend_schema(operation_id="message", tags=TAG, responses=forms.MessageTextOut)
@api_view(["GET"])
@allow(Role.MANAGER)
def message(request: ApiRequest, message_id: UUID) -> Response:
    """One message with its text; personal links in it are cut."""
    return answer(forms.MessageTextOut, queries.message_of(request.actor, message_id))


@extend_schema(operation_id="message_send_again", tags=TAG, request=None, responses=forms.MessageOut)
@refuses(NotSendable)
@api_view(["POST"])
@allow(Role.MANAGER)
@idempotent
def send_again(request: ApiRequest, message_id: UUID) -> Response:
    """Another try for a message that did not arrive."""
    sent = services.send_again(request.actor, message_id=message_id, now=request.now)
    return answer(forms.MessageOut, sent)


@extend_schema(
    operation_id="notifications",
    tags=TAG,
    parameters=[OpenApiParameter("unread", bool), *PAGING],
    responses=forms.NotificationListOut,
)
@api_view(["GET"])
@allow(*INSIDERS)
def notifications(request: ApiRequest) -> Response:
    """The own notifications, newest first, and how many are unread."""
    actor = request.actor
    only_unread = read_query(forms.UnreadIn, request.GET)["unread"]
    limit = read_limit(request.GET.get("limit", ""), 30)
    part = queries.inbox_part(actor, only_unread=only_unread, cursor=request.GET.get("cursor", ""), limit=limit)
    return answer_part(forms.NotificationListOut, request, part, unread=queries.unread_count(actor))


@extend_schema(operation_id="notifications_read", tags=TAG, request=forms.ReadIn, responses=forms.UnreadOut)
@api_view(["POST"])
@allow(*INSIDERS)
@idempotent
def mark_read(request: ApiRequest) -> Response:
    """Mark notifications read: those with these ids, or all."""
    asked = read(forms.ReadIn, request.data)
    ids = None if asked["all"] else asked["ids"]
    unread = services.mark_read(request.actor, ids=ids, now=request.now)
    return answer(forms.UnreadOut, {"unread": unread})


@extend_schema(operation_id="notification_preferences", tags=TAG, responses=forms.WishListOut, methods=["GET"])
@extend_schema(
    operation_id="notification_preferences_change",
    tags=TAG,
    request=forms.ChoicesIn,
    responses=forms.WishListOut,
    methods=["PATCH"],
)
@api_view(["GET", "PATCH"])
@allow(*INSIDERS)
def preferences(request: ApiRequest) -> HttpResponse:
    """Which messages come by which channel; what is always on cannot be changed."""
    return _change_preferences(request) if request.method == "PATCH" else _preferences(request)


@idempotent
def _change_preferences(request: ApiRequest) -> Response:
    asked = read(forms.ChoicesIn, request.data)["choices"]
    choices = {(one["topic"], one["channel"]): one["enabled"] for one in asked}
    services.choose_messages(request.actor, choices=choices, now=request.now)
    return _preferences(request)


def _preferences(request: ApiRequest) -> Response:
    wishes = queries.wishes(request.actor)
    return answer(forms.WishListOut, {"results": wishes, "next": None})
