"""Actions: who may do them, what stands in the way, and the event they leave."""
