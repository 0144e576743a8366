"""Settings, addresses, home, navigation and the command line."""
