"""Pure rules of the gate and of credentials."""
