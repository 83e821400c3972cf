"""Pure decisions of booking: what cancelling gives back, who may claim a spot, how long an offer stands, who came."""
