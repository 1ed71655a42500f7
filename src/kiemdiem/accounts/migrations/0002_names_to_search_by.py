"""Accounts are sorted by given name and searched without diacritics."""

from django.db import migrations, models

import kiemdiem.tree.fields


class Migration(migrations.Migration):
    """Two keys and an index."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "account",
            "name_key",
            kiemdiem.tree.fields.BytewiseField(blank=True, default="", max_length=200),
        ),
        migrations.AddField("account", "search_key", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddIndex(
            "account",
            models.Index(models.F("name_key"), models.F("id"), name="accounts_by_name"),
        ),
    ]
