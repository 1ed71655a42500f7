"""Pages of the cycle and the plan."""
