"""What named people state about a system: the forms, and the file that keeps what they said."""

from fairwitness.audits.statements.document import (
    FILE,
    Statement,
    Statements,
    dump_statements,
    load_statements,
    make_statements,
    parse_statements,
)
from fairwitness.audits.statements.forms import Field, Form, feeding, fields, forms
from fairwitness.audits.statements.template import fields_for, template

__all__ = [
    "FILE",
    "Field",
    "Form",
    "Statement",
    "Statements",
    "dump_statements",
    "feeding",
    "fields",
    "fields_for",
    "forms",
    "load_statements",
    "make_statements",
    "parse_statements",
    "template",
]
