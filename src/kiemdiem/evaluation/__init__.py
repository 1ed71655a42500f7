"""Tables in; plan, results, findings and caps out. One engine for the command line and the web."""
