"""How large a demonstration is: the four sizes and the counts behind each."""

from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """What one demonstration workbook covers."""

    CELL = "cell"
    DISTRICT = "district"
    PROVINCE = "province"
    NATION = "nation"


@dataclass(frozen=True)
class Scale:
    """The counts of one size; totals over everything unless a comment says "each"."""

    provinces: int
    districts: int
    directs: int
    communes: int
    """Grassroots committees of communes, wards and townships."""
    others_in_districts: int
    others_in_directs: int
    others_in_provinces: int
    """Grassroots organisations that are no commune, by what they stand under."""
    province_agencies: int
    """Agencies directly below each province."""
    district_agencies: int
    """Agencies directly below each district."""
    schools: int
    """Schools of each commune."""
    mass_organisations: int
    """Mass organisations of each province, district and commune."""
    cells_per_commune: tuple[int, int]
    cells_per_committee: tuple[int, int]
    members: int
    """People with a day of admission: this many exactly."""
    non_members: int
    """Leaders of agencies who are no Party members, at most."""
    least: int
    """Every special case occurs at least this often, as far as there are people for it."""
    stub: bool = False
    """The province is only there as a parent: it has one caucus and the council's standing body."""
    hamlet_weight: float = 1.0
    """How large a hamlet's cell is beside other cells."""


SCALES: dict[Size, Scale] = {
    Size.CELL: Scale(
        provinces=1,
        districts=1,
        directs=0,
        communes=1,
        others_in_districts=1,
        others_in_directs=0,
        others_in_provinces=0,
        province_agencies=0,
        district_agencies=1,
        schools=0,
        mass_organisations=1,
        cells_per_commune=(1, 1),
        cells_per_committee=(1, 1),
        members=38,
        non_members=1,
        least=1,
        stub=True,
        hamlet_weight=0.01,
    ),
    Size.DISTRICT: Scale(
        provinces=1,
        districts=1,
        directs=0,
        communes=2,
        others_in_districts=4,
        others_in_directs=0,
        others_in_provinces=0,
        province_agencies=0,
        district_agencies=3,
        schools=1,
        mass_organisations=2,
        cells_per_commune=(7, 8),
        cells_per_committee=(3, 4),
        members=600,
        non_members=4,
        least=3,
        stub=True,
    ),
    Size.PROVINCE: Scale(
        provinces=1,
        districts=21,
        directs=7,
        communes=460,
        others_in_districts=634,
        others_in_directs=358,
        others_in_provinces=2,
        province_agencies=28,
        district_agencies=14,
        schools=3,
        mass_organisations=5,
        cells_per_commune=(8, 20),
        cells_per_committee=(3, 12),
        members=193_132,
        non_members=600,
        least=6,
    ),
    Size.NATION: Scale(
        provinces=63,
        districts=707,
        directs=378,
        communes=10_600,
        others_in_districts=16_000,
        others_in_directs=13_900,
        others_in_provinces=126,
        province_agencies=28,
        district_agencies=14,
        schools=3,
        mass_organisations=5,
        cells_per_commune=(8, 20),
        cells_per_committee=(3, 12),
        members=5_400_000,
        non_members=16_000,
        least=6,
    ),
}
