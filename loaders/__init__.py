"""How data gets in and out: CSV folders, cases, synthetic cities, and the planning of a load."""
