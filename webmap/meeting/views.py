"""`/meeting`: one chosen indicator after another on the whole screen, and the form to choose them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.store.frozen_sets import list_frozen_sets
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.meeting.page import check_all, choices, expanded, read_slide
from webmap.pages.address import Asked, asked, past_asked, units_known
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.people.permissions import may_open

bp = Blueprint("meeting", __name__)

_FIELDS = 10
_MOST = 100


@bp.get("/meeting")
def page() -> str | Response:
    """Show the slide of `?indicators=a,b,c&slide=N`; without indicators the form to choose them.

    The number of a slide is not called `at`, which names the day of the units on every page.
    """
    if not units_known():
        return render_template("overview/empty.html")
    wanted = asked()
    if "pick" in request.args:
        codes = expanded(wanted, request.args.getlist("pick"))
        return redirect(_address(wanted, codes, 1) if codes else _form_address(wanted))
    codes = [code for code in request.args.get("indicators", "").split(",") if code]
    if not codes:
        return _form(wanted)
    if len(codes) > _MOST:
        raise BadParameter("meeting.too_many", n=len(codes), most=_MOST)
    check_all(wanted, codes)
    return _slide(wanted, codes, _number(len(codes)))


def _slide(wanted: Asked, codes: list[str], number: int) -> str:
    return render_template(
        "meeting/slide.html",
        slide=read_slide(wanted, codes[number - 1], current_translator()),
        number=number,
        count=len(codes),
        first=_address(wanted, codes, 1),
        last=_address(wanted, codes, len(codes)),
        before=_address(wanted, codes, number - 1) if number > 1 else "",
        after=_address(wanted, codes, number + 1) if number < len(codes) else "",
        choose=_form_address(wanted),
    )


def _form(wanted: Asked) -> str:
    word = current_translator()
    leads = [theme.lead for theme in wanted.snapshot.profile.themes]
    offered = choices(wanted, word)
    seen = {choice.value for group in offered for choice in group.choices}
    chosen = [code for code in leads if code in seen]
    with portal().store.session() as session:
        past = past_asked(session)
        sets = list_frozen_sets(session) if may_open("frozen.index") else ()
    return render_template(
        "meeting/form.html",
        asked=wanted,
        vintages=vintage_choices(wanted, word),
        groups=offered,
        fields=[*chosen, *[""] * (_FIELDS - len(chosen))],
        sets=[item.name for item in sets],
        chosen_set=past.name if past is not None else None,
    )


def _number(count: int) -> int:
    text = request.args.get("slide", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= count):
        raise BadParameter("meeting.no_slide", text=text, count=count)
    return int(text)


def _address(wanted: Asked, codes: list[str], number: int) -> str:
    told = {**wanted.place, "indicators": ",".join(codes), "slide": str(number)}
    return url_for("meeting.page", **told)  # type: ignore[arg-type]


def _form_address(wanted: Asked) -> str:
    return url_for("meeting.page", **wanted.place)  # type: ignore[arg-type]
