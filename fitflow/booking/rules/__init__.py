"""Pure decisions of booking: what cancelling gives back, who may claim a place, how long an offer stands, who came."""
