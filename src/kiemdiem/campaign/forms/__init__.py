"""Forms of the cycle and the plan."""
