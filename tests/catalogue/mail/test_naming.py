import pytest

from catalogue.mail.naming import FileName, file_name, language_for


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_at", "de"),
        ("pt-BR", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("pt", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        (7, "en"),
        (["de"], "en"),
    ],
)
def test_a_customer_is_served_in_her_language_or_the_first(wanted: object, language: str) -> None:
    assert language_for(wanted, ("en", "de", "pt-BR")) == language


def test_a_message_in_one_language_has_none() -> None:
    assert language_for("de", ()) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("email.mjml", FileName("email", None, "mjml")),
        ("email.pt-BR.html", FileName("email", "pt-BR", "html")),
        ("email.css", None),
        ("a.b.c.txt", None),
    ],
)
def test_names_of_files(text: str, name: FileName | None) -> None:
    assert file_name(text) == name
    assert name is None or str(name) == text
