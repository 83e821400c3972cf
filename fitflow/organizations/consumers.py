"""What the studio does when it hears of something."""

from fitflow.accounts.hooks import AddressListener
from fitflow.core.offers import offer
from fitflow.organizations.services.client_logins import link_login

offer(AddressListener("client_records", link_login))
