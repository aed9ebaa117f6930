"""Grounds of exceptions, strata by sector, and what was drawn this year."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directories', '0001_initial'),
        ('planning', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stratum',
            name='sectors',
            field=models.JSONField(default=list, verbose_name='行业领域'),
        ),
        migrations.AddField(
            model_name='task',
            name='drafters',
            field=models.JSONField(default=list, verbose_name='拟稿人标识'),
        ),
        migrations.AddField(
            model_name='task',
            name='rate_ground',
            field=models.CharField(blank=True, max_length=200, verbose_name='比例依据文号'),
        ),
        migrations.AddField(
            model_name='task',
            name='repeat_ground',
            field=models.CharField(blank=True, max_length=32, verbose_name='重复抽查理由'),
        ),
        migrations.CreateModel(
            name='Pick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='directories.target')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='planning.task')),
            ],
            options={
                'verbose_name': '本年抽中',
                'verbose_name_plural': '本年抽中',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['target', 'year'], name='pick_target_year')],
                'constraints': [models.UniqueConstraint(fields=('task', 'target'), name='pick_once_per_task')],
            },
        ),
    ]
