"""Which licences the Open Source Initiative has approved, and whether an SPDX expression asks for no other.

The identifiers are SPDX's; versions with '-only', '-or-later' or '+' behind them are the same licence. Source:
https://opensource.org/licenses and the column 'OSI approved' of https://spdx.org/licenses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

_APPROVED = """
    0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0 APL-1.0 APSL-1.0 APSL-1.1 APSL-1.2 APSL-2.0 Apache-1.1
    Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0 BSD-1-Clause BSD-2-Clause
    BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0 CAL-1.0 CATOSL-1.1 CDDL-1.0 CECILL-2.1
    CERN-OHL-P-2.0 CERN-OHL-S-2.0 CERN-OHL-W-2.0 CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0
    EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1 EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0 GPL-3.0 HPND ICU IPA
    IPL-1.0 ISC Intel Jam LGPL-2.0 LGPL-2.1 LGPL-3.0 LPL-1.0 LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1
    LiLiQ-Rplus-1.1 MIT MIT-0 MIT-Modern-Variant MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL
    MirOS Motosoto MulanPSL-2.0 Multics NASA-1.3 NCSA NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1
    OFL-1.1-RFN OFL-1.1-no-RFN OGTSL OLDAP-2.8 OLFL-1.3 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01
    PSF-2.0 PostgreSQL Python-2.0 QPL-1.0 RPL-1.1 RPL-1.5 RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0
    UPL-1.0 Unicode-3.0 Unicode-DFS-2016 Unlicense VSL-1.0 W3C Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1 Zlib wxWindows
"""

APPROVED = frozenset(_APPROVED.split())
"""SPDX identifiers, without '-only' and '-or-later'."""

DEDICATED = frozenset({"CC0-1.0"})
"""Gives everything away without being a licence: no obstacle beside an approved one."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "apache": "Apache-2.0",
        "apache 2": "Apache-2.0",
        "apache 2.0": "Apache-2.0",
        "apache software": "Apache-2.0",
        "bsd": "BSD-3-Clause",
        "bsd 2 clause": "BSD-2-Clause",
        "bsd 3 clause": "BSD-3-Clause",
        "2 clause bsd": "BSD-2-Clause",
        "3 clause bsd": "BSD-3-Clause",
        "new bsd": "BSD-3-Clause",
        "modified bsd": "BSD-3-Clause",
        "mit": "MIT",
        "isc": "ISC",
        "mpl 2.0": "MPL-2.0",
        "mozilla public 2.0": "MPL-2.0",
        "gplv3": "GPL-3.0",
        "lgplv3": "LGPL-3.0",
        "agplv3": "AGPL-3.0",
        "psf": "PSF-2.0",
    }
)
"""What people call licences where they do not write SPDX's identifiers, in lower case, 'license' and 'version' left
out."""

_TOKEN = re.compile(r"[()]|[^\s()]+")
_SAME = re.compile(r"(-only|-or-later|\+)$")


def identified(name: str) -> str | None:
    """The SPDX expression behind what a distribution calls its licence; None where it is none that is known.

    Of a longer text the first line is read, which often is the title.
    """
    first = name.strip().partition("\n")[0].strip()
    try:
        return str(canonicalize_license_expression(first))
    except InvalidLicenseExpression:
        words = re.sub(r"[,()\-]|\b(the|license|licence|licensed|version|v)\b", " ", first.lower())
        return NAMES.get(" ".join(words.split()))


def is_approved(expression: str) -> bool | None:
    """Whether an SPDX expression lets one choose approved licences alone; None where it is no valid expression.

    Of licences joined by OR one has to be approved, of those joined by AND all. What stands behind WITH only permits
    more.
    """
    try:
        tokens = _TOKEN.findall(canonicalize_license_expression(expression))
    except InvalidLicenseExpression:
        return None
    names = {_SAME.sub("", token) for token in tokens}
    return not names.isdisjoint(APPROVED) and _either(tokens)


def _either(tokens: list[str]) -> bool:
    """Reads alternatives joined by OR off the front of `tokens`."""
    found = _all(tokens)
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        found = _all(tokens) or found
    return found


def _all(tokens: list[str]) -> bool:
    found = _one(tokens)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        found = _one(tokens) and found
    return found


def _one(tokens: list[str]) -> bool:
    first = tokens.pop(0)
    if first == "(":
        found = _either(tokens)
        tokens.pop(0)
        return found
    if tokens[:1] == ["WITH"]:
        del tokens[:2]
    return _SAME.sub("", first) in APPROVED | DEDICATED
