"""Models that answer over HTTP: what is asked, of whom, and what is refused."""

from fairwitness.audits.subject.models.http.model import Http

__all__ = ["Http"]
