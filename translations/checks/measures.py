"""Units of measure, money and percent: which are of a kind, what one is worth in another, their international signs.

What a language calls them is data: the ``[units]`` table of its locale file, by the names used here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

# A converted value may be rounded: 3 % off, or half of its last written digit, but never by more than 10 %.
_USUAL_ROUNDING = Decimal("0.03")
_MOST_ROUNDING = Decimal("0.10")
# Exchange rates move, errors of a scale word are tenfold: within a factor of three a conversion is believed.
_RATE_LEEWAY = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a ``measure`` (``length``, ``money``); ``factor`` is its worth in the measure's first unit.

    For money that is a rough rate to the US dollar, ``None`` where rates are too unsteady to say anything;
    ``family`` is what a bare word or sign may stand for: a dollar may be any country's.
    """

    measure: str
    factor: Decimal | None
    family: str = ""


def _units(measure: str, **factors: str) -> dict[str, Unit]:
    return {name: Unit(measure, Decimal(factor)) for name, factor in factors.items()}


def _money(family: str = "", **rates: str) -> dict[str, Unit]:
    return {name: Unit("money", Decimal(rate) if rate else None, family) for name, rate in rates.items()}


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        **_units("percent", percent="1"),
        **_units("percentage points", percentage_point="1", basis_point="0.01"),
        **_units("length", m="1", km="1000", cm="0.01", mm="0.001", mile="1609.344", foot="0.3048", inch="0.0254"),
        **_units("length", yard="0.9144", nautical_mile="1852"),
        **_units("mass", kg="1", g="0.001", mg="0.000001", tonne="1000", pound="0.45359237", ounce="0.028349523"),
        **_units("area", m2="1", km2="1000000", hectare="10000", acre="4046.8564", square_mile="2589988.11"),
        **_units("area", square_foot="0.09290304", pyeong="3.305785"),
        **_units("volume", litre="1", ml="0.001", m3="1000", gallon="3.785411784", barrel="158.987295"),
        **_units("speed", kmh="1", mph="1.609344", knot="1.852", metre_per_second="3.6"),
        **_units("temperature", celsius="1", fahrenheit="1"),
        **_units("power", watt="1", kilowatt="1000", megawatt="1000000", gigawatt="1000000000"),
        **_units("duration", second="1", minute="60", hour="3600", day="86400", week="604800", month="2629800"),
        **_units("duration", quarter="7889400", year="31557600", decade="315576000", century="3155760000"),
        **_money(
            "dollar", dollar="1", USD="1", AUD="0.67", CAD="0.74", SGD="0.75", HKD="0.128", NZD="0.6", TWD="0.031"
        ),
        **_money(EUR="1.1", GBP="1.27", JPY="0.007", KRW="0.00075", KPW="", VND="0.00004", CNY="0.14", CHF="1.12"),
        **_money(THB="0.029", INR="0.012", PHP="0.018", IDR="0.000063", MYR="0.23", RUB="", UAH="", TRY="", BRL="0.19"),
    }
)
"""Every unit by the name that the ``[units]`` tables use."""

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "%": "percent", "％": "percent", "﹪": "percent", "km": "km", "cm": "cm", "mm": "mm", "kg": "kg",
        "mg": "mg", "ml": "ml", "km/h": "kmh", "kph": "kmh", "mph": "mph", "m/s": "metre_per_second", "m²": "m2",
        "m2": "m2", "km²": "km2", "km2": "km2", "㎢": "km2", "㎡": "m2", "㎞": "km", "㎝": "cm", "㎜": "mm", "㎏": "kg",
        "m³": "m3", "m3": "m3", "°C": "celsius", "℃": "celsius", "°F": "fahrenheit", "℉": "fahrenheit",
        "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "$": "dollar", "US$": "USD", "A$": "AUD", "C$": "CAD",
        "S$": "SGD",
        "HK$": "HKD", "NZ$": "NZD", "NT$": "TWD", "€": "EUR", "£": "GBP", "₩": "KRW", "￦": "KRW", "₫": "VND",
        "฿": "THB", "₹": "INR", "₽": "RUB", "₱": "PHP", "¥": "JPY CNY", "￥": "JPY CNY", "CN¥": "CNY", "RMB": "CNY",
        **{name: name for name, unit in UNITS.items() if unit.measure == "money" and name.isupper()},
    }
)  # fmt: skip
"""Signs that stand for a unit in every language, or for one of several."""


def are_alike(one: str, other: str) -> bool:
    """Say whether two units are the same, or one is a bare word for the other, as a dollar is for Canada's."""
    if one == other:
        return True
    family = UNITS[one].family
    return bool(family) and family == UNITS[other].family and family in (one, other)


def is_of_a_kind(one: str, other: str) -> bool:
    """Say whether both measure the same: miles and metres do, miles and minutes do not."""
    return UNITS[one].measure == UNITS[other].measure


def is_conversion(value: Decimal, unit: str, other_value: Decimal, other_unit: str) -> bool:
    """Say whether the second amount is the first one in another unit, within rounding."""
    if not is_of_a_kind(unit, other_unit):
        return False
    measure = UNITS[unit].measure
    if measure == "money":
        return not are_alike(unit, other_unit) and _is_near_rate(value, unit, other_value, other_unit)
    if measure == "temperature":
        # Minus signs are not read, so ten below zero is ten here.
        degrees, other_degrees = abs(_in_celsius(value, unit)), abs(_in_celsius(other_value, other_unit))
        return unit != other_unit and abs(degrees - other_degrees) <= 1
    factor, other_factor = UNITS[unit].factor, UNITS[other_unit].factor
    if factor is None or other_factor is None:
        return False
    exact = value * factor / other_factor
    if measure == "duration":
        return exact == other_value
    leeway = max(exact * _USUAL_ROUNDING, min(_last_digit(other_value) / 2, exact * _MOST_ROUNDING))
    return abs(exact - other_value) <= leeway


def _is_near_rate(value: Decimal, unit: str, other_value: Decimal, other_unit: str) -> bool:
    rate, other_rate = UNITS[unit].factor, UNITS[other_unit].factor
    if rate is None or other_rate is None:
        return True
    worth, other_worth = value * rate, other_value * other_rate
    return other_worth <= worth * _RATE_LEEWAY and worth <= other_worth * _RATE_LEEWAY


def _in_celsius(value: Decimal, unit: str) -> Decimal:
    return value if unit == "celsius" else (value - 32) * 5 / 9


def _last_digit(value: Decimal) -> Decimal:
    """Return what one more in the last digit that is not nought would add: 100 for 1,600."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
