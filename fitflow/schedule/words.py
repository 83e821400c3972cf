"""Words that several pages about what is planned share."""

from django.utils.translation import gettext_lazy as _

#: The title of the entries about classes in the rail of the desk.
CLASSES = _("Classes")
