import json

import pytest

from spectrogui.store.settings import DEFAULTS, SETTINGS, Settings, SettingsStore


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_every_setting_has_its_field_and_admits_its_default():
    assert tuple(setting.key for setting in SETTINGS) == Settings.__slots__
    assert all(setting.admits(setting.default) for setting in SETTINGS)


def test_without_a_file_the_defaults_hold_and_none_is_made(qtbot, path):
    assert SettingsStore(path).settings == DEFAULTS
    assert not path.exists()


def test_a_change_outlives_the_program(qtbot, path):
    SettingsStore(path).set("theme", "dark")

    assert SettingsStore(path).settings.theme == "dark"


def test_setting_what_holds_already_is_no_news(qtbot, path):
    store = SettingsStore(path)
    with qtbot.assertNotEmitted(store.changed):
        store.set("theme", store.settings.theme)


@pytest.mark.parametrize(("key", "value"), [("theme", "pink"), ("text_scale", 1000)])
def test_a_value_out_of_range_is_refused(qtbot, path, key, value):
    with pytest.raises(ValueError, match="cannot be"):
        SettingsStore(path).set(key, value)


def test_a_value_out_of_range_in_the_file_gives_way_to_the_default(qtbot, path):
    path.write_text(json.dumps({"theme": "pink", "text_scale": 150}))
    settings = SettingsStore(path).settings

    assert (settings.theme, settings.text_scale) == (DEFAULTS.theme, 150)


def test_keys_of_other_versions_survive(qtbot, path):
    path.write_text(json.dumps({"from_the_future": [1, 2]}))
    SettingsStore(path).set("auto_advance", False)

    assert json.loads(path.read_text()) == {"from_the_future": [1, 2], "auto_advance": False}


@pytest.mark.parametrize("content", ["{broken", "[1, 2]", "\ud800"])
def test_a_broken_file_is_put_aside_and_said(qtbot, path, content):
    path.write_text(content, errors="surrogatepass")
    store = SettingsStore(path)

    assert store.settings == DEFAULTS
    assert "settings.json.broken" in store.notice
    assert path.with_name("settings.json.broken").exists()
    assert not path.exists()


def test_a_setting_that_cannot_be_written_holds_for_now_and_is_said(qtbot, tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = SettingsStore(tmp_path / "file" / "settings.json")
    with qtbot.waitSignal(store.write_failed):
        store.set("theme", "dark")

    assert store.settings.theme == "dark"
