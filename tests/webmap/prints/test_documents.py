"""Documents of many pages on the web: asked for once, made by the worker, watched, cancelled, and kept."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask import Flask
from pptx import Presentation
from pypdf import PdfReader

from geodata.store import Store, importing
from geodata.store.observations import read_observations, write_observations
from geodata.store.vocabulary import ImportKind
from tests.build.pages import PageClient
from tests.build.people import send_form, signed_in
from webmap.app import jobs as jobs_module
from webmap.app.jobs import JobState, jobs_of
from webmap.paper.order import Part
from webmap.prints.packs import PackTemplate, keep_pack_template
from webmap.prints.work import MOST_OF_VISITORS

PACK = {"name": "Giao ban", "paper": "a4", "orientation": "landscape"}
PICKS = ["targets", "tree_cover", "26503"]
ADDRESS = "/packs/Giao ban.pdf?period=2024"


@pytest.fixture
def planner(own_sample_app: Flask) -> PageClient:
    return signed_in(own_sample_app, "planner")


@pytest.fixture
def kept(own_sample_app: Flask, planner: PageClient) -> PageClient:
    """A planner who has kept a pack."""
    answer = keep(planner, PICKS)
    assert answer.status_code == 303, answer.text[:1500]
    return planner


def keep(client: PageClient, picks: list[str], **more: object):
    numbers = more.pop("number", [str(n) for n in range(1, len(picks) + 1)])
    return send_form(client.raw, "/packs", {**PACK, "pick": picks, "number": numbers, **more})


def work_off(app: Flask) -> None:
    queue = jobs_of(app).queue
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_a_pack_is_chosen_once_and_made_by_the_worker(own_sample_app: Flask, kept: PageClient) -> None:
    asked_for = kept.raw.get(ADDRESS)
    assert asked_for.status_code == 303
    assert "chờ đến lượt" in kept.get(asked_for.location).words().lower()
    work_off(own_sample_app)
    done = kept.get(asked_for.location)
    file = next(link for link in done.links() if link.endswith("/file"))
    reader = PdfReader(io.BytesIO(kept.raw.get(file).data))
    assert "Giao ban" in reader.pages[0].extract_text()
    # Made before, it comes at once.
    again = kept.raw.get(ADDRESS)
    assert (again.status_code, again.mimetype) == (200, "application/pdf")
    assert again.data == kept.raw.get(file).data


def test_asking_twice_is_one_job(own_sample_app: Flask, kept: PageClient) -> None:
    first, second = (kept.raw.get(ADDRESS).location for _ in range(2))
    assert first == second


def test_a_new_figure_makes_a_new_document(own_sample_app: Flask, kept: PageClient) -> None:
    kept.raw.get(ADDRESS)
    work_off(own_sample_app)
    assert keep(kept, ["heat"]).status_code == 303
    assert kept.raw.get(ADDRESS).status_code == 303


def test_waiting_work_is_cancelled_at_once(own_sample_app: Flask, kept: PageClient) -> None:
    page = kept.raw.get(ADDRESS).location
    assert send_form(kept.raw, f"{page}/cancel", {}, page=page).status_code == 303
    work_off(own_sample_app)
    assert "Đã hủy" in kept.get(page).words()
    assert kept.raw.get(ADDRESS).location != page


def test_running_work_stops_at_its_next_page_and_keeps_nothing(
    own_sample_app: Flask, kept: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "_SECONDS_BETWEEN", 0)
    page = kept.raw.get(ADDRESS).location
    jobs, job_id = jobs_of(own_sample_app), page.rsplit("/", 1)[1]
    report = jobs_module.Work.report

    def pressed(work: jobs_module.Work, done: float) -> None:
        jobs.cancel(work.id)
        report(work, done)

    monkeypatch.setattr(jobs_module.Work, "report", pressed)
    work_off(own_sample_app)
    assert jobs.read(job_id).state is JobState.CANCELLED
    assert kept.raw.get(ADDRESS).status_code == 303


def test_one_click_makes_the_pdf_and_the_slides_of_a_pack(own_sample_app: Flask, kept: PageClient) -> None:
    both = "/packs/Giao ban/files?period=2024"
    assert any(link.startswith("/packs/Giao%20ban/files") for link in kept.get("/packs").links())
    page = kept.raw.get(both).location
    assert kept.raw.get(both).location == page
    assert len(jobs_of(own_sample_app).open("print")) == 1
    waiting = kept.get(page)
    assert waiting.find_all("progress")
    assert any(form.get("action") == f"{page}/cancel" for form in waiting.find_all("form"))
    work_off(own_sample_app)
    done = kept.get(page)
    files = [kept.raw.get(link) for link in done.links() if link.endswith("/file")]
    assert [file.data[:2] for file in files] == [b"%P", b"PK"]
    assert "Mở tệp (PDF)" in done.words() and "Mở tệp (PPTX)" in done.words()
    assert "data-made" not in done.text
    assert "Giao ban" in PdfReader(io.BytesIO(files[0].data)).pages[0].extract_text()
    assert "Giao ban" in Presentation(io.BytesIO(files[1].data)).slides[0].shapes.title.text_frame.text
    # Asked again, the page that has them is shown; either file alone is sent at once.
    assert kept.raw.get(both).location == page
    assert [kept.raw.get(ADDRESS.replace(".pdf", end)).data for end in (".pdf", ".pptx")] == [
        file.data for file in files
    ]


def test_progress_runs_over_both_files_and_a_cancel_keeps_neither(
    own_sample_app: Flask, kept: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "_SECONDS_BETWEEN", 0)
    page = kept.raw.get("/packs/Giao ban/files?period=2024").location
    report, told = jobs_module.Work.report, []

    def pressed(work: jobs_module.Work, done: float) -> None:
        told.append(done)
        if done > 0.5:
            jobs_of(own_sample_app).cancel(work.id)
        report(work, done)

    monkeypatch.setattr(jobs_module.Work, "report", pressed)
    work_off(own_sample_app)
    assert told == sorted(told)
    assert told[0] < 0.5 < told[-1] < 1
    assert "Đã hủy. Chưa in gì." in kept.get(page).words()
    # The PDF was made, but nothing was kept: it is asked for anew.
    assert kept.raw.get(ADDRESS).status_code == 303


def test_a_pair_counts_as_two_of_a_visitors_documents(own_sample_app: Flask, kept: PageClient) -> None:
    visitor = PageClient(own_sample_app).raw
    assert visitor.get("/packs/Giao ban/files?period=2024").status_code == 303
    assert visitor.get("/packs/Giao ban/files?period=2024&paper=a3").status_code == 429
    assert visitor.get(f"{ADDRESS}&paper=a3").status_code == 303


def test_a_job_of_an_earlier_version_is_still_shown_and_done(own_sample_app: Flask, kept: PageClient) -> None:
    jobs = jobs_of(own_sample_app)
    records = jobs.read(kept.raw.get(ADDRESS).location.rsplit("/", 1)[1]).parameters["records"]
    earlier = jobs.ask("print", {"record": records[0], "code": "x"}, person="khách")
    assert "chờ đến lượt" in kept.get(f"/print/jobs/{earlier}").words().lower()
    work_off(own_sample_app)
    assert jobs.read(earlier).state is JobState.DONE
    assert any(link.endswith("/file") for link in kept.get(f"/print/jobs/{earlier}").links())


def test_what_cannot_be_made_says_why(own_sample_app: Flask, planner: PageClient) -> None:
    template = PackTemplate("rỗng", (Part("sheet", "khong_co"),))
    keep_pack_template(own_sample_app.extensions["portal"].store, template, person="mai")
    page = planner.raw.get("/packs/rỗng.pdf?period=2024").location
    work_off(own_sample_app)
    assert "Không in được phần nào của tập này" in planner.get(page).words()


def test_anothers_document_is_not_shown(own_sample_app: Flask, kept: PageClient) -> None:
    page = kept.raw.get(ADDRESS).location
    signed_in(own_sample_app, "leader").get(page, status=404)
    signed_in(own_sample_app, "admin").get(page)


def test_visitors_may_have_only_so_many_made_at_once(own_sample_app: Flask, kept: PageClient) -> None:
    visitor = PageClient(own_sample_app)
    papers = [("a4", "landscape"), ("a4", "portrait"), ("a3", "landscape"), ("a3", "portrait")]
    asked_for = [
        visitor.raw.get(f"{ADDRESS}&paper={paper}&orientation={way}").status_code for paper, way in papers
    ]
    assert asked_for == [303] * MOST_OF_VISITORS + [429]


def test_pages_stand_in_the_order_of_their_numbers(own_sample_app: Flask, planner: PageClient) -> None:
    assert keep(planner, ["targets", "heat", "", "tree_cover"], number=["9", "", "3", "1"]).status_code == 303
    shown = planner.get("/packs?pack=Giao ban")
    chosen = [
        option.get("value")
        for select in shown.find_all("select")
        if select.get("name") == "pick"
        for option in select.iter("option")
        if option.get("selected") is not None
    ]
    assert chosen == ["tree_cover", "heat", "targets"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../giao ban"},
        {"name": "a/b"},
        {"name": ""},
        {"name": "x" * 61},
        {"paper": "a0"},
        {"pick": ["", ""], "number": ["1", "2"]},
    ],
)
def test_a_pack_that_cannot_be_kept_changes_nothing(planner: PageClient, change: dict[str, object]) -> None:
    sent = {**PACK, "pick": PICKS, "number": ["1", "2", "3"], **change}
    answer = send_form(planner.raw, "/packs", sent)
    assert answer.status_code == 422
    assert "Các tập đã lưu" not in planner.get("/packs").text


def test_a_pack_is_withdrawn(own_sample_app: Flask, kept: PageClient) -> None:
    send_form(kept.raw, "/packs/drop", {"name": "Giao ban"}, page="/packs?pack=Giao ban")
    kept.get(ADDRESS, status=404)


def test_readers_print_packs_and_do_not_keep_them(own_sample_app: Flask, kept: PageClient) -> None:
    reader = signed_in(own_sample_app, "leader")
    assert "Giao ban" in reader.get("/print?period=2024").words()
    reader.get("/packs", status=403)


def test_the_form_leads_to_the_pages_own_address(sample_client: PageClient) -> None:
    answer = sample_client.raw.get("/print?period=2024&what=tree_cover&paper=a3&orientation=portrait&as=png")
    assert answer.status_code == 303
    assert answer.location.startswith("/print/tree_cover.png?")
    answer = sample_client.raw.get("/print?period=2024&what=26503&paper=a4")
    assert answer.location.startswith("/print/communes/26503.pdf?")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/packs/khong co.pdf", 404),
        ("/print/communes/99999.pdf?period=2024", 404),
        ("/print?period=2024&what=khong_co/..", 404),
        ("/atlas.pdf?period=2024-13", 400),
        ("/print/jobs/0123", 404),
    ],
)
def test_what_is_not_there_is_said(sample_client: PageClient, address: str, status: int) -> None:
    client = sample_client.raw
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status


def origin_of(client: PageClient, address: str) -> Callable[[], str]:
    code = client.raw.get(address).headers["Content-Disposition"].rsplit("-", 1)[1].split(".")[0]
    return lambda: client.get(f"/p/{code}").words()


@pytest.mark.parametrize("suffix", ["pdf", "pptx"])
def test_a_pack_is_pages_and_slides(own_sample_app: Flask, kept: PageClient, suffix: str) -> None:
    address = ADDRESS.replace("pdf", suffix)
    kept.raw.get(address)
    work_off(own_sample_app)
    answer = kept.raw.get(address)
    assert answer.status_code == 200
    assert answer.data[:2] == (b"PK" if suffix == "pptx" else b"%P")


def test_the_report_is_made_in_word(own_sample_app: Flask, kept: PageClient) -> None:
    kept.raw.get("/report.docx?period=2024")
    work_off(own_sample_app)
    document = Document(io.BytesIO(kept.raw.get("/report.docx?period=2024").data))
    assert any("Nhơn Trạch" in paragraph.text for paragraph in document.paragraphs)


def test_an_origin_says_which_communes_changed_since(own_sample_app: Flask) -> None:
    client = PageClient(own_sample_app)
    heat = origin_of(client, "/print/heat.pdf?period=2024")
    commune = origin_of(client, "/print/communes/26503.pdf?period=2024")
    unchanged = "Số liệu trong bản in đến nay không thay đổi."
    assert unchanged in heat()
    assert unchanged in commune()
    change_a_figure(own_sample_app.extensions["portal"].store)
    assert "QC02, Xã Phước An" in heat()
    assert unchanged not in commune()


def change_a_figure(store: Store) -> None:
    """Supersede one commune's figure, as an office's correction does."""
    with store.session() as session:
        rows = read_observations(session, indicators=["clean_water_rural"], periods=["2024"])
    entry = next(row for row in rows if row.unit.code == "26503")
    assert entry.numerator is not None
    with importing(store, ImportKind.INDICATORS, "tests", is_sample=True) as batch:
        write_observations(batch, [entry._replace(numerator=entry.numerator - 900)])
