"""Colours with a meaning: one hue a track, relief its own; actors in ink and greys.

The hues stay apart under red-green blindness; the tests measure that and the contrast with the page.
"""

from __future__ import annotations

TRACKS = {
    False: {  # on a light page
        "kinetic": "#8f1d14",
        "coercive": "#94640a",
        "nuclear": "#5b3392",
        "diplomatic": "#2372b5",
        "relief": "#0f7f74",
    },
    True: {  # on a dark page
        "kinetic": "#e86a5c",
        "coercive": "#e3b34d",
        "nuclear": "#8f6fd8",
        "diplomatic": "#69b1ea",
        "relief": "#58c7a8",
    },
}
# Arrangements: ink for as much as is left of one. What is refused or lapsed is an outline, hatched or empty.
STANDING = {
    False: {"in force": "#5b6b7d", "extended": "#8593a3", "limited": "#c3ccd6"},
    True: {"in force": "#8d9cae", "extended": "#64748a", "limited": "#3d4959"},
}
PAGE = {False: "#ffffff", True: "#12161c"}
INK = {False: "#1d232b", True: "#e3e7ec"}
QUIET = {False: "#68717d", True: "#9aa4b0"}  # units, sources, axis text
RULE = {False: "#e3e6ea", True: "#2b323c"}  # grid lines
LAND = {False: "#eef0f3", True: "#1d242d"}  # land on a map: between page and grid
DASHES = ("solid", "longdash", "dashdot")
# lines of actors besides the one in focus: lightness and dash tell nine apart, the label at the end names them
_GREYS = {False: ("#5b6570", "#7d8691", "#98a0aa"), True: ("#b3bcc6", "#8f99a5", "#717c89")}
_STYLES = ((0, 0), (1, 1), (1, 2), (2, 0), (0, 1), (2, 1), (0, 2), (1, 0), (2, 2))  # grey, dash
OTHERS = {dark: tuple((greys[grey], DASHES[dash]) for grey, dash in _STYLES) for dark, greys in _GREYS.items()}


def transparent(colour: str, alpha: float) -> str:
    """`#rrggbb` as an rgba() colour with `alpha` from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"
