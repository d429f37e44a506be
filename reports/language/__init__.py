"""What reports say of their own, in the language of their readers; the sentences of a record are quoted as sealed."""

from fairwitness.reports.language.file import ENGLISH, in_language, named, spoken
from fairwitness.reports.language.form import in_form
from fairwitness.reports.language.texts import Quoted
from fairwitness.reports.language.words import Words

__all__ = ["ENGLISH", "Quoted", "Words", "in_form", "in_language", "named", "spoken"]
