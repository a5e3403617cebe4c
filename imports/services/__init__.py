"""Services of imports: stage, apply, undo. The only part of imports that writes."""
