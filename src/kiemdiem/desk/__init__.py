"""What everybody has to do today; reads every floor, writes nothing."""
