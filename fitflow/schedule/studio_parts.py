"""What the calendar knows about a studio as a whole: how much is planned."""

from fitflow.organizations.studio_parts import count_planned
from fitflow.schedule.queries.sessions import planned_count

count_planned("sessions", planned_count)
