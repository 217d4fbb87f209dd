"""Where an organisation is registered, as far as its words tell a country."""

from __future__ import annotations

import re

_COUNTRIES = """
afghanistan|albania|algeria|andorra|angola|antigua and barbuda|argentina|armenia|australia|austria|azerbaijan|bahamas
bahrain|bangladesh|barbados|belarus|belgium|belize|benin|bermuda|bhutan|bolivia|bosnia and herzegovina|botswana|brazil
british virgin islands|brunei|bulgaria|burkina faso|burundi|cambodia|cameroon|canada|cape verde|cayman islands
central african republic|chad|chile|china|colombia|comoros|congo|costa rica|croatia|cuba|curacao|cyprus|czechia
czech republic|denmark|djibouti|dominica|dominican republic|ecuador|egypt|el salvador|equatorial guinea|eritrea|estonia
eswatini|ethiopia|fiji|finland|france|gabon|gambia|georgia|germany|ghana|gibraltar|greece|grenada|guatemala|guernsey
guinea|guyana|haiti|honduras|hong kong|hungary|iceland|india|indonesia|iran|iraq|ireland|isle of man|israel|italy
ivory coast|jamaica|japan|jersey|jordan|kazakhstan|kenya|kiribati|kosovo|kuwait|kyrgyzstan|laos|latvia|lebanon|lesotho
liberia|libya|liechtenstein|lithuania|luxembourg|madagascar|malawi|malaysia|maldives|mali|malta|marshall islands
mauritania|mauritius|mexico|micronesia|moldova|monaco|mongolia|montenegro|morocco|mozambique|myanmar|namibia|nauru|nepal
netherlands|new zealand|nicaragua|niger|nigeria|north korea|north macedonia|norway|oman|pakistan|palau|panama
papua new guinea|paraguay|peru|philippines|poland|portugal|puerto rico|qatar|romania|russia|rwanda|samoa|san marino
saudi arabia|senegal|serbia|seychelles|sierra leone|singapore|slovakia|slovenia|solomon islands|somalia|south africa
south korea|south sudan|spain|sri lanka|sudan|suriname|sweden|switzerland|syria|taiwan|tajikistan|tanzania|thailand|togo
tonga|trinidad and tobago|tunisia|turkey|turkiye|turkmenistan|tuvalu|uganda|ukraine|united arab emirates|uae
united states|united states of america|usa|us|america|uruguay|uzbekistan|vanuatu|venezuela|vietnam|yemen|zambia|zimbabwe
england|wales|scotland|northern ireland|great britain|united kingdom|uk|gb
"""
_STATES_OF_AMERICA = """
alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois|indiana|iowa
kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada
new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island
south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming
"""
_KNOWN = frozenset(re.split(r"[|\n]", f"{_COUNTRIES.strip()}|{_STATES_OF_AMERICA.strip()}"))
_AROUND = re.compile(r"\(.*?\)|^(the )?((federal )?republic|state|commonwealth) of |^the |[.;]")


def country_in(place: str | None) -> str | None:
    """Give the country, or the state of America, that a place or an address ends in, in lower case; ``None`` for none.

    England and Wales give the last that is named.
    """
    last = (place or "").lower().rpartition(",")[2]
    words = _AROUND.sub("", re.split(r"&|\band\b", last)[-1].strip()).strip()
    whole = _AROUND.sub("", last.strip()).strip()
    return next((each for each in (whole, words) if each in _KNOWN), None)
