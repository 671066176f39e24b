"""A calendar file (.ics), read in our words."""
