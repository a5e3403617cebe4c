"""What a service raises when a person asks for something that cannot be done now."""


class Refused(Exception):
    """A step that the present state does not allow. Its text is a translated sentence for the person.

    `field`: the field of a form that it is about, if it is about one.
    """

    def __init__(self, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
