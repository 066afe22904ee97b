"""The terminal interface: a survey that is held, and the same pure calls as every other front end."""
