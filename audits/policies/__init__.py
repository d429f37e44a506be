"""Ready-made policies: what to check for hiring, credit, health and public services."""

from fairwitness.audits.policies.policy import ExplainedGate, Policy, policies, policy, read_policy

credit = read_policy("credit")
health = read_policy("health")
hiring = read_policy("hiring")
public_services = read_policy("public_services")

__all__ = [
    "ExplainedGate",
    "Policy",
    "credit",
    "health",
    "hiring",
    "policies",
    "policy",
    "public_services",
    "read_policy",
]
