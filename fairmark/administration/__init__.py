"""Setting up the centre: people and roles, sites, the calendar."""
