"""Assessment plans: what is assessed when, by whom, against which criteria; checked and signed."""
