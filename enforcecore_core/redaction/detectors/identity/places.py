"""Where somebody is: geographic coordinates."""

from __future__ import annotations

import re
from collections.abc import Callable

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Span

__all__ = ["PLACES"]

_SOURCE = "ISO 6709 and RFC 5870"
_WORDS = Cues(
    (
        *("location", "lat", "latitude", "lon", "lng", "longitude", "latlng", "latlon"),
        *("coordinates", "coordinate", "coords", "coord", "gps", "geo", "geolocation", "position"),
        *("whereabouts", "waypoint", "koordinaten", "standort", "breitengrad", "langengrad"),
        *("coordonnees", "ubicacion", "coordenadas", "coordinate", "posizione", "位置", "坐标"),
        *("座標", "좌표", "координаты"),
    ),
)
_AXES = Cues(
    ("lat", "latitude", "lng", "lon", "longitude", "breitengrad", "langengrad", "纬度", "经度"),
    reach=20,
)
_DEGREES = re.compile(r"[0-9]{1,3}\.[0-9]+")
_POLE, _DATE_LINE = 90, 180


def _within(limits: tuple[int, ...]) -> Callable[[re.Match[str]], Span | None]:
    """Accept numbers that lie on the globe."""

    def confirm(found: re.Match[str]) -> Span | None:
        values = [*map(float, _DEGREES.findall(found[0]))]
        inside = all(value <= limit for value, limit in zip(values, limits, strict=True))
        # Less than a degree from the equator and from Greenwich there is only sea.
        at_sea = len(values) > 1 and max(values) < 1
        return found.span() if inside and not at_sea else None

    return confirm


def _place(
    name: str,
    gate: str,
    pattern: str,
    limits: tuple[int, ...],
    *,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
    cues: Cues | None = None,
) -> Detector:
    return Detector(
        name=name,
        kind="COORDINATES",
        group="pii",
        family="identity",
        source=_SOURCE,
        gate=gate,
        pattern=re.compile(pattern, re.ASCII),
        confirm=_within(limits),
        cues=cues,
        examples=examples,
        counter_examples=counter_examples,
    )


COORDINATES = _place(
    "coordinates",
    r"[0-9]\.[0-9]{3,15}[ ,;/%]",
    r"[-+0-9](?<![0-9.][-+0-9])[0-9]{0,2}(?<=[0-9])\.[0-9]{3,15}(?:[ ,;/]{1,3}|%2[Cc])"
    r"[-+]?[0-9]{1,3}\.[0-9]{3,15}(?![0-9]|\.[0-9])",
    (_POLE, _DATE_LINE),
    cues=_WORDS,
    examples=(
        ("location 48.85837, 2.294481", "48.85837, 2.294481"),
        ("geo:-33.856784,151.215297", "-33.856784,151.215297"),
    ),
    counter_examples=(
        "48.85837, 2.294481",
        "location 98.85837, 2.294481",
        "gps 48.8, 2.2",
        "gps -.8583, 2.2944",
        "position [-0.16794, 0.58120, -0.59380]",
    ),
)

DEGREE = _place(
    "coordinate",
    r"[0-9]\.[0-9]{3}",
    r"[-+0-9](?<![0-9.][-+0-9])[0-9]{0,3}(?<=[0-9])\.[0-9]{3,15}(?![0-9]|\.[0-9])",
    (_DATE_LINE,),
    cues=_AXES,
    examples=(('{"lat": 48.85837}', "48.85837"), ("longitude=-151.215297", "-151.215297")),
    counter_examples=("48.85837", "latency 48.85837", "lat 348.85837"),
)

COMPASS = _place(
    "coordinates-with-directions",
    r"[0-9]\.[0-9]{3,15}[^0-9A-Za-z]{0,3}[NSns]",
    r"[0-9](?<![0-9.][0-9])[0-9]{0,1}\.[0-9]{3,15}[^0-9A-Za-z<>]{0,3}[NSns][ ,;/]{1,3}"
    r"[0-9]{1,3}\.[0-9]{3,15}[^0-9A-Za-z<>]{0,3}[EWew](?![0-9A-Za-z])",
    (_POLE, _DATE_LINE),
    examples=(("40.7128° N, 74.0060° W.", "40.7128° N, 74.0060° W"),),
    counter_examples=("40.7128 N", "98.7128 N, 74.0060 W", "40.7128 kN, 74.0060 kW"),
)

PLACES = (COORDINATES, DEGREE, COMPASS)
