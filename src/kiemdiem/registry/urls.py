"""Addresses of the registry."""

from django.urls import path, register_converter

from kiemdiem.registry.actions.facts import FactName
from kiemdiem.registry.views import fact_forms, imports, owners, people, person_forms, standing, unit_forms, units


class FactNameConverter:
    """The kind of a dated fact in an address."""

    regex = "|".join(name.value for name in FactName)

    def to_python(self, value: str) -> FactName:
        """The kind."""
        return FactName(value)

    def to_url(self, value: str) -> str:
        """Its word."""
        return str(value)


register_converter(FactNameConverter, "fact")

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/<int:number>/", imports.import_page, name="import"),
    path("imports/<int:number>/answer/", imports.import_answer, name="import_answer"),
    path("imports/<int:number>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:number>/discard/", imports.import_discard, name="import_discard"),
    path("export/", imports.export, name="export"),
    path("units/", units.units, name="units"),
    path("unit-list/", units.unit_list, name="unit_list"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("units/<str:code>/children/", units.unit_children, name="unit_children"),
    path("units/<str:code>/add/", unit_forms.unit_add, name="unit_add"),
    path("units/<str:code>/correct/", unit_forms.unit_correct, name="unit_correct"),
    path("units/<str:code>/move/", unit_forms.unit_move, name="unit_move"),
    path("units/<str:code>/collectives/add/", unit_forms.collective_add, name="collective_add"),
    path("units/<str:code>/people/add/", person_forms.person_add, name="person_add"),
    path("collectives/", units.collectives, name="collectives"),
    path("collectives/<str:code>/", units.collective, name="collective"),
    path("collectives/<str:code>/correct/", unit_forms.collective_correct, name="collective_correct"),
    path("people/", people.people, name="people"),
    path("me/", owners.own_page, name="own_page"),
    path("people/<str:code>/", people.person, name="person"),
    path("people/<str:code>/standing/", standing.person_standing, name="person_standing"),
    path("people/<str:code>/show/<str:column>/", people.unmasked, name="person_unmasked"),
    path("people/<str:code>/correct/", person_forms.person_correct, name="person_correct"),
    path("people/<str:code>/transfer/", person_forms.person_transfer, name="person_transfer"),
    path("people/<str:code>/account/", owners.person_account, name="person_account"),
    path("people/<str:code>/erase/", person_forms.person_erase, name="person_erase"),
    path("people/<str:code>/<fact:name>/add/", fact_forms.fact_add, name="fact_add"),
    path("facts/<fact:name>/<int:fact>/correct/", fact_forms.fact_correct, name="fact_correct"),
    path("facts/<fact:name>/<int:fact>/withdraw/", fact_forms.fact_withdraw, name="fact_withdraw"),
]
