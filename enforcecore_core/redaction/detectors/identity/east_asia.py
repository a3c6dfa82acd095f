"""Numbers that states of eastern and south-eastern Asia give to people."""

from __future__ import annotations

from enforcecore_core.redaction.check_digits import mod_11_2, weighted
from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.identity.shapes import always, is_day, number

__all__ = ["EAST_ASIA"]

_NRIC_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_TAIWANESE_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def _is_chinese(text: str) -> bool:
    born = text[6:14]
    alive = "1850" <= born[:4] <= "2099" and is_day(born[4:6], born[6:])
    return alive and text[0] in "12345689" and mod_11_2(text)


def _is_chinese_old(digits: str) -> bool:
    return is_day(digits[8:10], digits[10:12])


def _is_korean(digits: str) -> bool:
    """Since October 2020 the last digits are random; the day and the century can be checked."""
    return is_day(digits[2:4], digits[4:6]) and digits[6] in "12345678"


def _is_my_number(digits: str) -> bool:
    remainder = weighted(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if remainder <= 1 else 11 - remainder) == int(digits[11])


def _is_thai(digits: str) -> bool:
    return (11 - weighted(digits, range(13, 1, -1)) % 11) % 10 == int(digits[12])


def _is_nric(text: str) -> bool:
    total = weighted(text[1:8], _NRIC_WEIGHTS) + {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}
    return letters.get(text[0], "XWUTRQPNMLK")[total % 11] == text[8]


def _is_hong_kong(text: str) -> bool:
    padded = text.rjust(9)
    values = [36 if char == " " else int(char, 36) for char in padded[:8]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[-total % 11] == padded[8]


def _is_malaysian(digits: str) -> bool:
    return is_day(digits[2:4], digits[4:6]) and digits[6:8] not in {"00", "17", "18", "19", "20"}


def _is_taiwanese(text: str) -> bool:
    letter = _TAIWANESE_LETTERS.index(text[0]) + 10
    return (letter // 10 + weighted(f"{letter % 10}{text[1:]}", (*range(9, 0, -1), 1))) % 10 == 0


def _is_indonesian(digits: str) -> bool:
    """Women's days count from 41."""
    return is_day(digits[8:10], str(int(digits[6:8]) % 40)) and digits[12:] != "0000"


CN_RESIDENT_ID = number(
    "cn-resident-id",
    r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]",
    _is_chinese,
    source="GB 11643-1999, citizen identification number",
    examples=(("身份证号 11010519491231002X", "11010519491231002X"),),
    counter_examples=("110105194912310021", "11010519491331002X", "1101051949123100222"),
)

CN_RESIDENT_ID_OLD = number(
    "cn-resident-id-old",
    r"[1-9][0-9]{7}[01][0-9][0-3][0-9]{4}",
    _is_chinese_old,
    kind="CN_RESIDENT_ID",
    source="GB 11643-1989, citizen identification number of 15 digits",
    cues=Cues(("身份证", "居民身份", "shenfenzheng", "resident identity", "resident id")),
    examples=(("身份证 110105491231002", "110105491231002"),),
    counter_examples=("110105491231002", "身份证 110105491331002"),
)

KR_RRN = number(
    "kr-rrn",
    r"[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{7}",
    _is_korean,
    source="Resident Registration Act of Korea, enforcement rules article 2",
    row="-",
    examples=(("주민등록번호 971013-1019902", "971013-1019902"),),
    counter_examples=("971313-1019902", "971013-9019902", "971013-10199021"),
)

KR_RRN_BARE = number(
    "kr-rrn-bare",
    r"[0-9]{2}[01][0-9][0-3][0-9]{8}",
    _is_korean,
    kind="KR_RRN",
    source="Resident Registration Act of Korea, enforcement rules article 2",
    cues=Cues(
        (
            "주민등록번호",
            "주민번호",
            "외국인등록번호",
            "resident registration",
            "rrn",
            "frn",
            "foreigner registration",
        ),
        bare_in_strict=True,
    ),
    examples=(("RRN 9710131019902", "9710131019902"),),
    counter_examples=("9710131019902", "RRN 9713131019902"),
)

JP_MY_NUMBER = number(
    "jp-my-number",
    r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}",
    _is_my_number,
    source="Ordinance of the Ministry of Internal Affairs 85 of 2014, individual number",
    cues=Cues(("マイナンバー", "個人番号", "my number", "individual number", "kojin bango")),
    examples=(("マイナンバー: 6214 9832 0257", "6214 9832 0257"),),
    counter_examples=("621498320257", "my number 621498320258"),
)

TH_CITIZEN_ID = number(
    "th-citizen-id",
    r"[1-8]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]",
    _is_thai,
    source="Department of Provincial Administration of Thailand, citizen number",
    examples=(("1-2345-45678-78-1", "1-2345-45678-78-1"),),
    counter_examples=("1-2345-45678-78-2", "9-2345-45678-78-1"),
)

TH_CITIZEN_ID_BARE = number(
    "th-citizen-id-bare",
    r"[1-8][ -]?[0-9]{4}[ -]?[0-9]{5}[ -]?[0-9]{2}[ -]?[0-9]",
    _is_thai,
    kind="TH_CITIZEN_ID",
    source="Department of Provincial Administration of Thailand, citizen number",
    cues=Cues(
        ("เลขประจำตัวประชาชน", "บัตรประชาชน", "thai id", "thai national", "tnin", "citizen id"),
        bare_in_strict=True,
    ),
    examples=(("Thai ID 1234545678781", "1234545678781"),),
    counter_examples=("1234545678781", "Thai ID 1234545678782"),
)

SG_NRIC = number(
    "sg-nric",
    r"[STFGMstfgm][0-9]{7}[A-Za-z]",
    _is_nric,
    source="Immigration and Checkpoints Authority of Singapore, NRIC and FIN",
    begins_with="letter",
    examples=(("NRIC S1234567D", "S1234567D"), ("f1234567n", "f1234567n")),
    counter_examples=("S1234567A", "A1234567D"),
)

HK_ID = number(
    "hk-id",
    r"[A-Z][A-Z]?[0-9]{6}\([0-9A]\)",
    _is_hong_kong,
    source="Immigration Department of Hong Kong, identity card",
    begins_with="letter",
    examples=(("HKID A123456(3)", "A123456(3)"), ("C668668(9)", "C668668(9)")),
    counter_examples=("A123456(4)", "A123456"),
)

HK_ID_BARE = number(
    "hk-id-bare",
    r"[A-Z][A-Z]?[0-9]{6}[0-9A]",
    _is_hong_kong,
    kind="HK_ID",
    source="Immigration Department of Hong Kong, identity card",
    begins_with="letter",
    cues=Cues(("hkid", "hong kong id", "hong kong identity", "身份證")),
    examples=(("HKID A1234563", "A1234563"),),
    counter_examples=("A1234563", "HKID A1234564"),
)

MY_NRIC = number(
    "my-nric",
    r"[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{2}-[0-9]{4}",
    _is_malaysian,
    source="Jabatan Pendaftaran Negara, MyKad",
    row="-",
    examples=(("IC 770305-02-1234", "770305-02-1234"),),
    counter_examples=("771305-02-1234", "770305-00-1234"),
)

MY_NRIC_BARE = number(
    "my-nric-bare",
    r"[0-9]{2}[01][0-9][0-3][0-9]{7}",
    _is_malaysian,
    kind="MY_NRIC",
    source="Jabatan Pendaftaran Negara, MyKad",
    cues=Cues(("mykad", "kad pengenalan", "nric", "ic no", "ic number")),
    examples=(("MyKad 770305021234", "770305021234"),),
    counter_examples=("770305021234", "mykad 771305021234"),
)

TW_ID = number(
    "tw-id",
    r"[A-Z][1289][0-9]{8}",
    _is_taiwanese,
    source="Ministry of the Interior of Taiwan, national identification number",
    begins_with="letter",
    cues=Cues(("身分證", "統一編號", "taiwan id", "taiwan national"), bare_in_strict=True),
    examples=(("身分證字號 A123456789", "A123456789"),),
    counter_examples=("A123456789", "Taiwan ID A123456788"),
)

ID_NIK = number(
    "id-nik",
    r"[1-9][0-9]{5}[0-7][0-9][01][0-9]{7}",
    _is_indonesian,
    source="Direktorat Jenderal Dukcapil, Nomor Induk Kependudukan",
    cues=Cues(("nik", "ktp", "induk kependudukan")),
    examples=(("NIK 3171011708450001", "3171011708450001"),),
    counter_examples=("3171011708450001", "nik 3171011713450001"),
)

PH_TIN = number(
    "ph-tin",
    r"[0-9]{3}(?:-[0-9]{3}-[0-9]{3}(?:-[0-9]{3,5})?|[0-9]{6}(?:[0-9]{3})?)",
    always,
    row="-",
    source="Bureau of Internal Revenue of the Philippines, TIN",
    cues=Cues(("tin", "taxpayer identification", "bir")),
    examples=(("TIN 123-456-789-000", "123-456-789-000"), ("tin: 123456789", "123456789")),
    counter_examples=("123-456-789-000", "part 123456789"),
)

VN_CCCD = number(
    "vn-cccd",
    r"0[0-9]{11}",
    always,
    source="Decree 137/2015/ND-CP of Vietnam, personal identification number",
    cues=Cues(("cccd", "căn cước", "cmnd", "dinh danh")),
    examples=(("CCCD 001099012345", "001099012345"),),
    counter_examples=("001099012345",),
)

EAST_ASIA = (
    CN_RESIDENT_ID,
    CN_RESIDENT_ID_OLD,
    KR_RRN,
    KR_RRN_BARE,
    JP_MY_NUMBER,
    TH_CITIZEN_ID,
    TH_CITIZEN_ID_BARE,
    SG_NRIC,
    HK_ID,
    HK_ID_BARE,
    MY_NRIC,
    MY_NRIC_BARE,
    TW_ID,
    ID_NIK,
    PH_TIN,
    VN_CCCD,
)
