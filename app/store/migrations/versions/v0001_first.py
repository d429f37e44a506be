"""Projects and members, audits, drafts, settings."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the project that is always there."""
    _people()
    _audits()
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("updated", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_email", "drafts", ["email"])
    op.create_table(
        "settings",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )


def _people() -> None:
    projects = op.create_table(
        "projects",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
    )
    now = datetime.now(UTC)
    kept = now.replace(tzinfo=None) if op.get_context().dialect.name == "sqlite" else now
    op.bulk_insert(projects, [{"id": "main", "name": "Main", "created": kept}])
    op.create_table(
        "members",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("added", _MOMENT, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("project", "email", name="pk_members"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_members_project", ondelete="CASCADE"),
        sa.CheckConstraint("role IN ('viewer', 'auditor', 'reviewer', 'admin')", name="ck_members_role"),
    )
    op.create_index("ix_members_email", "members", ["email"])


def _audits() -> None:
    op.create_table(
        "audits",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_email", sa.String(320)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger),
        sa.Column("tally", sa.JSON),
        sa.Column("hash", sa.String(128)),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("kept", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("finished", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_audits"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_audits_project"),
        sa.CheckConstraint("state IN ('making', 'ready', 'deleting', 'missing')", name="ck_audits_state"),
    )
    op.create_index("ix_audits_created", "audits", ["created"])
    op.create_index("ix_audits_project", "audits", ["project"])
