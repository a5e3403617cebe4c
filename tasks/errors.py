"""What a service raises when a person asks for something that cannot be done now."""


class Refused(Exception):
    """A step that the present state does not allow. Its text is a translated sentence for the person."""
