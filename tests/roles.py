"""Print who may do what as Markdown: the table that tests/test_roles.py holds the product to."""

import sys

from tests.role_table import markdown

if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
