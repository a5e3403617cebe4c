"""From a plan document to tasks: read it, lay it out as a draft, let a person decide, apply."""
