"""Regulations and standards: dated facts, and what a record can show for each of their controls."""

from fairwitness.reports.frameworks.catalogue import (
    FrameworkFile,
    Vocabulary,
    load_framework,
    read_framework,
    read_vocabulary,
)
from fairwitness.reports.frameworks.controls import Framework, OwnFramework, from_file

co_sb26_189 = Framework("co_sb26_189")
eu_ai_act_high_risk = Framework("eu_ai_act_high_risk")
eu_gdpr = Framework("eu_gdpr")
iso_iec_42001 = Framework("iso_iec_42001")
nist_ai_rmf = Framework("nist_ai_rmf")
nyc_ll144 = Framework("nyc_ll144")
sg_ai_verify = Framework("sg_ai_verify")
uk_atrs_ico = Framework("uk_atrs_ico")
us_credit = Framework("us_credit")

__all__ = [
    "Framework",
    "FrameworkFile",
    "OwnFramework",
    "Vocabulary",
    "co_sb26_189",
    "eu_ai_act_high_risk",
    "eu_gdpr",
    "from_file",
    "iso_iec_42001",
    "load_framework",
    "nist_ai_rmf",
    "nyc_ll144",
    "read_framework",
    "read_vocabulary",
    "sg_ai_verify",
    "uk_atrs_ico",
    "us_credit",
]
