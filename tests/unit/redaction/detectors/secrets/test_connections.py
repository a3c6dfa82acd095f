import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor(["secrets"])


def redacted(text):
    return REDACTOR.redact(text).value


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:s3cr3t@db:5432/shop",
        "mongodb+srv://ada:$t8LGXjun@cluster.example/might",
        "mssql+pyodbc://ada:--TXvo1@db:9221/outside?driver=x",
        "redis://:s3cr3t@[2001:db8::1]:6379/0",
        "https://ada:p%40ss@host.example/a/b?c=d#e",
    ],
)
def test_a_url_with_a_password_is_replaced_whole(url):
    assert redacted(f"see '{url}', please") == "see '<URL_PASSWORD>', please"
    assert redacted(f"see {url}. Thanks") == "see <URL_PASSWORD>. Thanks"


@pytest.mark.parametrize(
    "password", ["${DB_PASSWORD}", "{{ password }}", "****", "%s", "$PASSWORD"]
)
def test_a_url_whose_password_is_a_reference_stays(password):
    text = f"postgres://ada:{password}@db/shop"
    assert redacted(text) == text


def test_an_account_is_replaced_with_its_whole_connection_string():
    key = "k7Qz" * 21 + "aB=="
    text = f"C='DefaultEndpointsProtocol=https;AccountName=a;AccountKey={key};EndpointSuffix=x.net'"
    assert redacted(text) == "C='<AZURE_STORAGE_KEY>'"
