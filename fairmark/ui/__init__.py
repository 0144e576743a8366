"""How pages look: layout, components, form fields, icons."""
