"""Views: thin, they wire services and querysets to templates."""
