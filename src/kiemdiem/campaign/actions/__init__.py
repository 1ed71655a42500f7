"""What is done to a cycle and its plan."""
