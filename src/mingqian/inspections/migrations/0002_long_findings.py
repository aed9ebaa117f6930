"""Let a finding be as long as it is: nothing an inspector typed is cut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Widen the words of an answer."""

    dependencies = [("inspections", "0001_initial")]
    operations = [
        migrations.AlterField(
            "itemanswer",
            "matter",
            models.CharField("抽查事项", max_length=2000),
        ),
        migrations.AlterField(
            "itemanswer",
            "note",
            models.CharField("情况", blank=True, max_length=5000),
        ),
    ]
