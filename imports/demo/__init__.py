"""The demo: an invented district, its plan documents, its people, and months of invented progress."""
