"""What is said of a district's value beside the value itself: who meets it, and of how many units it is."""

from __future__ import annotations

from layers.catalogue import Profile
from layers.joining.layer import DistrictValue, Layer
from layers.rules.judgement import Status
from webmap.words.layer import say_value
from webmap.words.numbers import format_count
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


def place_name(layer: Layer, profile: Profile, word: Translator) -> str:
    """Name what is shown: the district, or after its end the area it had."""
    ended = profile.district.valid_to
    if layer.district_unit is not None and (ended is None or layer.vintage.valid_from <= ended):
        return profile.district.name(word.lang)
    return say_former(profile, word)


def say_former(profile: Profile, word: Translator) -> str:
    """Name the area that a district had before its end."""
    return word(_("area of the former %(district)s"), district=word.pick(profile.name_vi, profile.name_en))


def say_communes(layer: Layer, word: Translator) -> str:
    """Say how many communes meet, of those judged, and how many figures a sum has where some lack.

    `8/11 xã đạt; số liệu của 11/12 xã`; empty for what only the district has figures of.
    """
    district, lang = layer.district, word.lang
    parts = []
    if district.judged:
        met = word.ngettext(
            "%(met)s/%(judged)s commune meets it",
            "%(met)s/%(judged)s communes meet it",
            district.judged,
            met=format_count(district.met, lang),
            judged=format_count(district.judged, lang),
        )
        parts.append(met)
        parts.append(say_not_due(layer, word))
    lacks = (
        district.provisional if district.figure is district.summed else district.counted < district.expected
    )
    if district.expected and (lacks or not district.judged):
        figures = word.ngettext(
            "figures of %(counted)s/%(all)s commune",
            "figures of %(counted)s/%(all)s communes",
            district.expected,
            counted=format_count(district.counted, lang),
            all=format_count(district.expected, lang),
        )
        parts.append(_without_own_bodies(figures, district, word))
    return "; ".join(part for part in parts if part)


def say_counted_communes(message: str, district: DistrictValue, word: Translator) -> str:
    """Say of how many communes a sum is, in a message with `counted` and `expected`, and what it lacks."""
    counted, expected = format_count(district.counted, word.lang), format_count(district.expected, word.lang)
    return _without_own_bodies(word(message, counted=counted, expected=expected), district, word)


def _without_own_bodies(said: str, district: DistrictValue, word: Translator) -> str:
    return f"{said}, {word(_('without the district’s own bodies'))}" if district.own_bodies_missing else said


def say_not_due(layer: Layer, word: Translator) -> str:
    """Say how many communes' values are not due yet: those that meet it already are no verdict on all.

    Empty where it is all or none of them.
    """
    waiting = sum(value.judgement.status is Status.NOT_DUE for value in layer.units)
    if not waiting or not layer.district.judged:
        return ""
    return word.ngettext("%(n)s commune not due yet", "%(n)s communes not due yet", waiting)


def say_both(layer: Layer, word: Translator) -> str:
    """Set the district's own report against the sum of its communes; empty where one of them is missing."""
    own, summed = layer.district.own, layer.district.summed
    if own is None or summed is None or own.value is None or summed.value is None:
        return ""
    return word(
        _("The district reports %(own)s; its communes add up to %(summed)s."),
        own=say_value(layer.indicator, own, layer.district.target, word),
        summed=say_value(layer.indicator, summed, layer.district.target, word),
    )
