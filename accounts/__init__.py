"""People, units, roles, duties and sessions."""
