"""What an actor may see of spots, bookings, queues and sessions."""
