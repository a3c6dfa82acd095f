"""Numbers that states of Latin America give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, number

__all__ = ["LATIN_AMERICA"]

_DOCUMENT_WORDS = ("cedula", "documento de identidad", "numero de documento", "identificacion")
_CUIT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _is_cpf(digits: str) -> bool:
    first = weighted(digits, range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits, range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}" and len(set(digits)) > 1


def _is_cuit(digits: str) -> bool:
    check = min(-weighted(digits, _CUIT_WEIGHTS) % 11, 9)
    return digits[:2] in {"20", "23", "24", "25", "26", "27"} and digits[10] == str(check)


def _is_rut(text: str) -> bool:
    body = text[:-1].lstrip("0")
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return "0123456789K"[-total % 11] == text[-1]


def _is_ecuadorian(digits: str) -> bool:
    province = int(digits[:2])
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits[:9]))
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004 - digits
    issued = 1 <= province <= 24 or province == 30  # noqa: PLR2004 - provinces, and abroad
    return issued and digits[2] < "6" and str(-total % 10) == digits[9]


def _is_uruguayan(digits: str) -> bool:
    return str(-weighted(digits.zfill(8), (2, 9, 8, 7, 6, 3, 4)) % 10) == digits[-1]


BR_CPF = number(
    "br-cpf",
    r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",
    _is_cpf,
    source="Receita Federal, Cadastro de Pessoas Fisicas",
    examples=(("CPF 390.533.447-05", "390.533.447-05"),),
    counter_examples=("390.533.447-06", "111.111.111-11", "1390.533.447-05"),
)

BR_CPF_BARE = number(
    "br-cpf-bare",
    r"[0-9]{9}[ -]?[0-9]{2}",
    _is_cpf,
    kind="BR_CPF",
    source="Receita Federal, Cadastro de Pessoas Fisicas",
    cues=Cues(("cpf", "cadastro de pessoa", "contribuinte"), bare_in_strict=True),
    examples=(("cpf=39053344705", "39053344705"),),
    counter_examples=("39053344705", "cpf 39053344706"),
)

AR_CUIT = number(
    "ar-cuit",
    r"2[0-7]-[0-9]{8}-[0-9]",
    _is_cuit,
    source="ARCA (AFIP), CUIT and CUIL",
    row="-",
    examples=(("CUIL 20-05536168-2", "20-05536168-2"),),
    counter_examples=("20-05536168-3", "21-05536168-2"),
)

AR_CUIT_BARE = number(
    "ar-cuit-bare",
    r"2[0-7][0-9]{9}",
    _is_cuit,
    kind="AR_CUIT",
    source="ARCA (AFIP), CUIT and CUIL",
    cues=Cues(("cuit", "cuil", "identificacion tributaria"), bare_in_strict=True),
    examples=(("cuit 20055361682", "20055361682"),),
    counter_examples=("20055361682", "cuit 20055361683"),
)

AR_DNI = number(
    "ar-dni",
    r"[0-9][0-9]?\.?[0-9]{3}\.?[0-9]{3}",
    always,
    source="RENAPER, Documento Nacional de Identidad",
    cues=Cues(("dni", "documento nacional", "documento de identidad")),
    examples=(("DNI 20.123.456", "20.123.456"), ("dni: 20123456", "20123456")),
    counter_examples=("20.123.456", "importe 20123456"),
)

CL_RUT = number(
    "cl-rut",
    r"[0-9][0-9]?\.[0-9]{3}\.[0-9]{3}-[0-9Kk]",
    _is_rut,
    source="Servicio de Registro Civil e Identificacion, RUN",
    examples=(("RUT 12.531.909-2", "12.531.909-2"),),
    counter_examples=("12.531.909-3", "112.531.909-2"),
)

CL_RUT_BARE = number(
    "cl-rut-bare",
    r"[0-9]{7}[0-9]?-?[0-9Kk]",
    _is_rut,
    kind="CL_RUT",
    source="Servicio de Registro Civil e Identificacion, RUN",
    cues=Cues(("rut", "rol unico", "run")),
    examples=(("rut=12531909-2", "12531909-2"),),
    counter_examples=("12531909-2", "rut 12531909-3"),
)

CO_CEDULA = number(
    "co-cedula",
    r"[0-9](?:[0-9]{0,2}(?:\.[0-9]{3}){2,3}|[0-9]{5,9})",
    always,
    row=".",
    source="Registraduria Nacional del Estado Civil, cedula de ciudadania",
    gate=r"[0-9]{6}|[0-9]\.[0-9]{3}\.[0-9]{3}",
    cues=Cues(("cedula", "ciudadania", "nuip")),
    examples=(("cédula 1.020.304.050", "1.020.304.050"), ("cedula: 79123456", "79123456")),
    counter_examples=("total 1.020.304.050", "79123456"),
)

PE_DNI = number(
    "pe-dni",
    r"[0-9]{8}(?:-[0-9A-K])?",
    always,
    source="RENIEC, Documento Nacional de Identidad",
    cues=Cues(("dni", "reniec", "documento nacional")),
    examples=(("DNI 17801146", "17801146"), ("dni 17801146-9", "17801146-9")),
    counter_examples=("pedido 17801146",),
)

EC_CEDULA = number(
    "ec-cedula",
    r"[0-3][0-9]{8}-?[0-9]",
    _is_ecuadorian,
    source="Registro Civil del Ecuador, cedula de identidad",
    cues=Cues(_DOCUMENT_WORDS, bare_in_strict=True),
    examples=(("cédula 1714307103", "1714307103"),),
    counter_examples=("1714307103", "cedula 1714307104"),
)

UY_CI = number(
    "uy-ci",
    r"[1-9]\.[0-9]{3}\.[0-9]{3}-[0-9]",
    _is_uruguayan,
    source="Direccion Nacional de Identificacion Civil, cedula de identidad",
    examples=(("CI 1.234.567-2", "1.234.567-2"),),
    counter_examples=("1.234.567-3", "21.234.567-2"),
)

UY_CI_BARE = number(
    "uy-ci-bare",
    r"[1-9][0-9]{6}-?[0-9]",
    _is_uruguayan,
    kind="UY_CI",
    source="Direccion Nacional de Identificacion Civil, cedula de identidad",
    cues=Cues(("cedula", "ci", "documento de identidad")),
    examples=(("ci: 12345672", "12345672"),),
    counter_examples=("12345672", "ci 12345673"),
)

LATIN_AMERICA = (
    BR_CPF,
    BR_CPF_BARE,
    AR_CUIT,
    AR_CUIT_BARE,
    AR_DNI,
    CL_RUT,
    CL_RUT_BARE,
    CO_CEDULA,
    PE_DNI,
    EC_CEDULA,
    UY_CI,
    UY_CI_BARE,
)
