"""Settings: environment over file over defaults, unknown names refused, each value checked."""

from pathlib import Path

import pytest

from webmap.app.settings import Settings, SettingsError, load_settings


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.data_dir == tmp_path.resolve()
    assert settings.database_url is None
    assert settings.profile == "nhon_trach"
    assert settings.open_reading is True
    assert settings.public_url == "http://127.0.0.1:8000"


def test_environment_over_file_over_default(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text('profile = "long_thanh"\nserver_threads = 3\n', encoding="utf-8")
    settings = load_settings({"PORTAL_PROFILE": "tan_phu", "HOME": "/"}, tmp_path)
    assert (settings.profile, settings.server_threads) == ("tan_phu", 3)


def test_data_folder_from_the_environment_holds_the_file(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "portal.toml").write_text("open_reading = false\n", encoding="utf-8")
    settings = load_settings({"PORTAL_DATA_DIR": str(elsewhere)}, tmp_path / "default")
    assert settings.data_dir == elsewhere.resolve()
    assert settings.open_reading is False


def test_lists_and_numbers_from_text(tmp_path: Path) -> None:
    given = {
        "PORTAL_TRUSTED_HOSTS": "ban-do.example.vn, .example.vn",
        "PORTAL_FRAME_ANCESTORS": "https://example.vn",
        "PORTAL_MAX_UPLOAD_BYTES": "1000",
        "PORTAL_PUBLIC_URL": "https://ban-do.example.vn/",
    }
    settings = load_settings(given, tmp_path)
    assert settings.trusted_hosts == ("ban-do.example.vn", ".example.vn")
    assert settings.frame_ancestors == ("https://example.vn",)
    assert settings.max_upload_bytes == 1000
    assert settings.public_url == "https://ban-do.example.vn"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PORTAL_COLOUR", "red", "no such setting"),
        ("PORTAL_OPEN_READING", "perhaps", "true"),
        ("PORTAL_MAX_FORM_PARTS", "many", "whole number"),
        ("PORTAL_MAX_FORM_PARTS", "0", "1 or more"),
        ("PORTAL_MAX_FORM_PARTS", "-1", "whole number"),
        ("PORTAL_PUBLIC_URL", "ban-do.example.vn", "http://"),
        ("PORTAL_PUBLIC_URL", "ftp://example.vn", "http://"),
        ("PORTAL_FRAME_ANCESTORS", "example.vn", "https://example.vn"),
        ("PORTAL_FRAME_ANCESTORS", "https://example.vn; script-src *", "https://example.vn"),
        ("PORTAL_FRAME_ANCESTORS", "https://*.vn", "https://example.vn"),
        ("PORTAL_FRAME_ANCESTORS", "https://example.vn/path", "https://example.vn"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings({name: text}, tmp_path)
    assert name.removeprefix("PORTAL_").lower() in str(refusal.value).lower()
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "line",
    [
        "colour = 1",
        'data_dir = "/srv"',
        'open_reading = "yes"',
        "server_threads = true",
        'trusted_hosts = "a"',
        "= 1",
    ],
)
def test_a_wrong_line_of_the_file_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "portal.toml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SettingsError):
        load_settings({}, tmp_path)


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(AttributeError):
        settings.profile = "other"  # type: ignore[misc]
