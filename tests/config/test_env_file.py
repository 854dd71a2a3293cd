from config.env_file import complete, names_in


def test_missing_settings_are_written_once(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY", "BEHIND_TLS", "DEMO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / ".env"
    path.write_text("# my own\nPORT=9000\nSECRET_KEY=\nDEMO_PASSWORD=chosen")
    assert set(complete(path)) == {"SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY", "BEHIND_TLS"}
    first = path.read_text()
    assert names_in(first) >= {"PORT", "DEMO_PASSWORD", "SECRET_KEY", "FIELD_KEYS"}
    assert "DEMO_PASSWORD=chosen" in first and "# my own" in first
    assert complete(path) == []
    assert path.read_text() == first


def test_what_the_environment_says_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    monkeypatch.delenv("LOOKUP_KEY")
    assert "SECRET_KEY" not in complete(tmp_path / ".env")
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
