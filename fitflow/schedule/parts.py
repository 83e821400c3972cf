"""What the calendar adds to pages of others."""

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Planned
from fitflow.schedule.queries.sessions import planned_count

offer(Planned("sessions", planned_count))
