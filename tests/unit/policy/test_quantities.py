import pytest

from enforcecore_core.policy.quantities import read_duration, read_size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10s", 10), ("500ms", 0.5), ("2m", 120), ("1.5m", 90), ("0.25s", 0.25), ("24h", 86400)],
)
def test_a_duration_is_read_as_seconds(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "size"), [("1B", 1), ("512KiB", 524288), ("1MiB", 1048576), ("2GiB", 2147483648)]
)
def test_a_size_is_read_as_bytes(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        *("", "10", "s", "10 s", " 10s", "10s\n", "10S", "-1s", "+1s", "0s", "0.0ms", "1d", "25h"),
        *("1e3s", "infs", "nans", ".5s", "1.s", "1s1s", "9999999999s", "\u0661s"),
    ],
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="a duration is"):
        read_duration(text)


@pytest.mark.parametrize(
    "text", ["", "512", "512KB", "512kib", "512 KiB", "1.5MiB", "-1B", "0B", "9999GiB", "1TiB"]
)
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="a size is"):
        read_size(text)
