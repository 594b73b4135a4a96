"""What tests by many inputs share: how many they try, and files that are nearly right."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.environment import is_set

BUDGET = "CASUS_FUZZ"  # the environment variable with the number of inputs a test is to try, in place of its few
_ASKED = int(os.environ.get(BUDGET, "0"))
# without CI, where one runs the tests to see what a change broke: a third finds most, and takes a third of the time
_SHARE, _LEAST = 3, 3

# what tables, markup, numbers, dates and databases trip over
NASTY = (
    "|0|-1|1e999|-0|1e-999|nan|inf|NaN|9999999999999999999999|0x10|1_000|١٢|²|½|,|;|\t|\"|\"\"|'|\n|\r|\r\n|\x00|\x0b|\x1f|"
    "\x7f|\x85|\u2028|\u202e|\ufeff|\ufffd|\uf7ff|\U0010ffff|é|=1+1|@x|+1|-x|＝1|'; DROP TABLE events; --|%00|%s|{0}|"
    "${x}|../../etc/passwd|<script>|&lt;|&#0;|&#55296;|]]>|<!--|-->|NULL|None|null|true|[]|{}|2021-02-30|0000-00-00|"
    "9999-12-31|0001-01-01|2021-06-27T25:00|20210627|99999999|-99999999999999999999999|2262-04-12|1677-09-21|"
    "31 June 2021|ASSAULT|190|\u0130|ß|ﬁ|a\u0301|👩\u200d🚀|\u200b"
).split("|")
_BYTES = (
    b"",
    b"\x00",
    b"\xff",
    b"\xe9",
    b"\xc3",
    b"\xf7\x80",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b"\n",
)

words = st.sampled_from(NASTY)
cells = st.one_of(words, words, st.text(max_size=12))
_pieces = st.one_of(st.sampled_from(_BYTES), words.map(str.encode), st.binary(max_size=6))


def examples(many: int) -> int:
    """How many inputs a costly property tries: `many` where CI is set, as `.ci/run` does, else fewer."""
    return many if is_set("CI") else min(many, max(_LEAST, many // _SHARE))


def budget(many: int) -> settings:
    """Settings of a fuzz test: `examples(many)`, always the same ones, or as many as CASUS_FUZZ says, by chance."""
    return settings(
        max_examples=_ASKED or examples(many), derandomize=not _ASKED, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with bytes changed, left out, put in, doubled or moved, in other line ends, or cut off."""
    out = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(out) - 1, 0)))
        end = min(len(out), at + draw(st.sampled_from((0, 1, 2, 8, 60, 1000))))
        change = draw(st.integers(0, 6))
        if change <= 2:
            out[at:end] = draw(_pieces)
        elif change == 3:
            out[at:at] = out[at:end] * draw(st.sampled_from((1, 2, 20)))
        elif change == 4:
            out = out[end:] + out[:end]
        elif change == 5:
            out = out.replace(b"\n", draw(st.sampled_from((b"\r\n", b"\r", b"\n\n", b" "))))
        else:
            del out[at:]
    return bytes(out)
