"""The pages of booking: the public schedule, a member's own, the links in messages, and the desk."""
