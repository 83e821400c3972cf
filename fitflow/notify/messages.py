"""What the studio itself tells people: that they are welcome, that they are invited."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.notify.channels import EMAIL, IN_APP
from fitflow.notify.hooks import Audience, MessageKind

offer(
    MessageKind("notify.welcome", _("Welcome"), Audience.CLIENT, always=frozenset({EMAIL, IN_APP}), is_listed=False),
    MessageKind(
        "notify.separated",
        _("No longer connected with a record"),
        Audience.CLIENT,
        channels=frozenset({EMAIL}),
        always=frozenset({EMAIL}),
        never=frozenset({IN_APP}),
        is_listed=False,
    ),
    MessageKind(
        "notify.used_up",
        _("The mails of a day are used up"),
        Audience.STAFF,
        channels=frozenset({IN_APP}),
        always=frozenset({IN_APP}),
        never=frozenset({EMAIL}),
        is_listed=False,
    ),
    MessageKind(
        "notify.not_me",
        _("Somebody says that a record is not theirs"),
        Audience.STAFF,
        always=frozenset({IN_APP}),
        help=_("The address on the record is somebody else's."),
    ),
    MessageKind(
        "notify.invitation",
        _("Invitation"),
        Audience.STAFF,
        channels=frozenset({EMAIL}),
        always=frozenset({EMAIL}),
        never=frozenset({IN_APP}),
        is_listed=False,
    ),
)
