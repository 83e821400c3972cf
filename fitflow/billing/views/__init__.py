"""Pages about credits: the member's wallet, and the desk's ledger."""
