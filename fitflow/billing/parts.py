"""What credits add to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.promises import Promise, add_audit

add_audit("audit_billing", [Promise(_("Every credit is accounted for."), frozenset({"lot_is_the_sum_of_its_entries"}))])
