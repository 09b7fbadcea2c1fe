"""Setting a standard: from convening a panel to its signed minutes."""
