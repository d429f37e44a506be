"""What the audited model would answer if single values of a case were others. Nothing of it enters a record."""

from fairwitness.audits.what_if.answers import Rule, rule_of
from fairwitness.audits.what_if.editor import Change, Changed, Editor, Reply
from fairwitness.audits.what_if.fields import Field
from fairwitness.audits.what_if.rows import Value
from fairwitness.audits.what_if.singles import SingleChange

__all__ = ["Change", "Changed", "Editor", "Field", "Reply", "Rule", "SingleChange", "Value", "rule_of"]
