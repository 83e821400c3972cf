"""How the cost of the product grows with the number of rows: `python -m bench growth` (docs/guide/performance.md)."""
