"""Headers, hosts and limits hold for every answer."""

from pathlib import Path

import pytest
from flask import Flask, request

from geodata.sandbox.gdal import ENVIRONMENT, UnguardedGdal, check_drivers, check_environment, guard
from webmap.app.security import framed, is_known_host
from webmap.app.settings import Settings
from webmap.factory import create_app


def test_headers_of_pages(app: Flask) -> None:
    headers = app.test_client().get("/khong-co").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "base-uri 'none'" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_a_map_frame_is_caged_also_when_opened_alone(app: Flask) -> None:
    app.view_functions["health.healthz"] = lambda: framed("<!DOCTYPE html><title>x</title>")
    policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none';")
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert policy.endswith("frame-ancestors 'self'")


def test_embedding_and_https_are_settings(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, frame_ancestors=("https://example.vn",), public_url="https://ban-do.example.vn"
    )
    app = create_app(settings, testing=True)
    headers = app.test_client().get("/khong-co").headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors https://example.vn")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert app.config["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("localhost:8000", True),
        ("127.0.0.1:8000", True),
        ("192.168.1.7", True),
        ("[::1]:8000", True),
        ("ban-do.example.vn", True),
        ("a.trusted.vn", True),
        ("trusted.vn.evil.com", False),
        ("eviltrusted.vn", False),
        ("evil.com", False),
        ("", False),
    ],
)
def test_hosts(host: str, known: bool) -> None:
    assert is_known_host(host, ("ban-do.example.vn", "localhost", ".trusted.vn", "")) is known


def test_a_foreign_host_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/healthz", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_a_request_over_the_limit_is_refused(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, max_upload_bytes=100, max_form_bytes=50), testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.view_functions["health.healthz"] = lambda: f"{len(request.form)} {len(request.files)}"
    app.url_map._rules_by_endpoint["health.healthz"][0].methods.add("POST")
    assert app.test_client().post("/healthz", data={"a": "b"}).status_code == 200
    assert app.test_client().post("/healthz", data={"a": "b" * 200}).status_code == 413


def test_gdal_is_guarded_in_this_very_process() -> None:
    import pyogrio
    import rasterio

    with rasterio.Env() as environment:
        assert "VRT" not in environment.drivers()
        assert "GTiff" in environment.drivers()
    assert "OGR_VRT" not in pyogrio.list_drivers()
    assert "GPKG" in pyogrio.list_drivers()


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_a_missing_limit_stops_the_start(name: str) -> None:
    environment: dict[str, str] = {}
    guard(environment)
    check_environment(environment)
    del environment[name]
    with pytest.raises(UnguardedGdal, match=name):
        check_environment(environment)


def test_an_open_format_stops_the_start() -> None:
    with pytest.raises(UnguardedGdal, match="OGR_VRT"):
        check_drivers(["GTiff", "OGR_VRT"])


def test_a_vrt_in_disguise_is_not_opened(tmp_path: Path) -> None:
    import pyogrio
    import rasterio

    secret = tmp_path / "secret.bin"
    secret.write_bytes(b"secret" * 10)
    raster = tmp_path / "x.tif"
    raster.write_text(
        '<VRTDataset rasterXSize="6" rasterYSize="10"><VRTRasterBand dataType="Byte" band="1" '
        f'subClass="VRTRawRasterBand"><SourceFilename>{secret}</SourceFilename></VRTRasterBand></VRTDataset>'
    )
    with pytest.raises(rasterio.RasterioIOError):
        rasterio.open(raster)
    vector = tmp_path / "x.geojson"
    vector.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.read_dataframe(vector)
