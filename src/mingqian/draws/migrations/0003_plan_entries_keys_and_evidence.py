"""Plan entries of tasks, signing keys of people, and the evidence of typed numbers."""

import django.db.models.deletion
import mingqian.audit.personal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('draws', '0002_append_only'),
        ('planning', '0002_exceptions_and_picks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='beaconentry',
            name='evidence',
            field=models.JSONField(default=dict, verbose_name='凭据'),
        ),
        migrations.AddField(
            model_name='beaconentry',
            name='second_at',
            field=models.DateTimeField(null=True, verbose_name='第二次录入时间'),
        ),
        migrations.AlterField(
            model_name='draw',
            name='commit_hash',
            field=models.CharField(max_length=64, unique=True, verbose_name='承诺'),
        ),
        migrations.AlterField(
            model_name='draw',
            name='commit_index',
            field=models.PositiveIntegerField(verbose_name='承诺条目'),
        ),
        migrations.CreateModel(
            name='PlanEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(verbose_name='日志条目')),
                ('plan_hash', models.CharField(max_length=64, verbose_name='计划指纹')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan_entry', to='planning.task')),
            ],
            options={
                'verbose_name': '计划条目',
                'verbose_name_plural': '计划条目',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=32, unique=True, verbose_name='公开名')),
                ('vkey', models.CharField(max_length=200, verbose_name='公钥')),
                ('seed', mingqian.audit.personal.EncryptedTextField(verbose_name='私钥')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signing_key', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '签名密钥',
                'verbose_name_plural': '签名密钥',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
    ]
