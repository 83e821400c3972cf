"""What the apps add to the product as a whole."""

from dataclasses import dataclass

from fitflow.core.offers import Offer


@dataclass(frozen=True)
class ApiSection(Offer):
    """A section of the API's description: what programs want first stands first. The key is the tag of operations."""
