"""People, their sign-in, the roles they hold and the conflicts they declare."""
