"""Check, claim, fulfilment and revisit as rows of their own."""

import common.fields
import django.db.models.deletion
import datetime
import uuid
from django.conf import settings
from django.db import migrations, models


def give_numbers(apps, schema_editor):
    """Every wish gets a number of its own; what an earlier version knew only as dates becomes rows: promise and delivery.

    The terms of old promises are counted in calendar days (7 and 21): the office's rules are not read in a migration.
    """
    Wish, Claim, Fulfilment = (apps.get_model("wishes", name) for name in ("Wish", "Claim", "Fulfilment"))
    midnight = datetime.time(tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    batch, claims = [], []
    for wish in Wish.objects.order_by("pk").iterator(chunk_size=2000):
        wish.uuid = uuid.uuid4()
        batch.append(wish)
        if wish.claimed_on:
            made = datetime.datetime.combine(wish.claimed_on, midnight)
            done = datetime.datetime.combine(wish.fulfilled_on, midnight) if wish.fulfilled_on else None
            claims.append(
                Claim(
                    uuid=uuid.uuid4(), wish=wish, kind="unit", unit_id=wish.claimed_unit_id, claimed_on=wish.claimed_on, claimed_at=made,
                    contact_due_on=wish.claimed_on + datetime.timedelta(days=7), fulfil_due_on=wish.claimed_on + datetime.timedelta(days=21),
                    ended_at=done, end="fulfilled" if done else "",
                )
            )
    Wish.objects.bulk_update(batch, ["uuid"], batch_size=500)
    Claim.objects.bulk_create(claims, batch_size=500)
    given = [
        Fulfilment(uuid=uuid.uuid4(), wish_id=claim.wish_id, claim=claim, on=claim.wish.fulfilled_on, at=claim.ended_at)
        for claim in claims
        if claim.ended_at
    ]
    Fulfilment.objects.bulk_create(given, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_journal_is_only_added_to'),
        ('households', '0002_unique_with_empty_parts'),
        ('wishes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(choices=[('unit', 'a unit'), ('branch', 'a party branch'), ('person', 'a person'), ('joint', 'several givers together')], max_length=8, verbose_name='claimed as')),
                ('branch', models.CharField(blank=True, max_length=60, verbose_name='branch')),
                ('giver_name', common.fields.EncryptedField(blank=True, verbose_name='name of the giver')),
                ('giver_phone', common.fields.EncryptedField(blank=True, verbose_name='phone of the giver')),
                ('slip_lookup', models.CharField(blank=True, db_index=True, max_length=64)),
                ('claimed_on', models.DateField(verbose_name='claimed on')),
                ('claimed_at', models.DateTimeField()),
                ('contact_due_on', models.DateField(verbose_name='contact by')),
                ('contacted_on', models.DateField(blank=True, null=True, verbose_name='contacted on')),
                ('fulfil_due_on', models.DateField(verbose_name='to be met by')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('fulfilled', 'met'), ('released', 'given back'), ('timed_out', 'timed out'), ('undone', 'taken back')], max_length=10)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'claim',
                'ordering': ['-claimed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Fulfilment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('on', models.DateField(verbose_name='delivered on')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='value given in yuan')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what was given')),
                ('receipt', models.CharField(blank=True, choices=[('', 'not yet'), ('tick', 'ticked by the family on the phone'), ('paper', 'signed on paper')], max_length=5, verbose_name='receipt')),
                ('receipt_no', models.CharField(blank=True, max_length=40, verbose_name='number of the paper')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('at', models.DateTimeField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'fulfilment',
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(unique=True)),
                ('file', models.FileField(upload_to='wishes/%Y/%m')),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'photo',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Revisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='seen on')),
                ('answer', models.CharField(max_length=20, verbose_name='what the family says')),
                ('mark', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mark of 1 to 5')),
                ('missing', models.CharField(blank=True, max_length=200, verbose_name='what is still missing')),
                ('source_kind', models.CharField(blank=True, max_length=40)),
                ('source_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'answer of the family',
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='giver')),
                ('money', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='money in yuan')),
                ('goods', models.CharField(blank=True, max_length=120, verbose_name='goods')),
            ],
            options={
                'verbose_name': 'share',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('collected', 'collected'), ('edited', 'corrected'), ('sent_back', 'sent back'), ('checked', 'checked'), ('published', 'published'), ('renewed', 'published again, first in line'), ('claimed', 'claimed'), ('contacted', 'the family was contacted'), ('released', 'claim given back'), ('timed_out', 'claim timed out'), ('fulfilled', 'delivered'), ('received', 'receipt of the family'), ('revisited', 'the family was asked'), ('unmet', 'cannot be met'), ('merged', 'merged into another wish'), ('undone', 'taken back')], max_length=10)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('text', models.CharField(blank=True, max_length=400)),
                ('detail', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'step',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='wish',
            name='check_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='to be checked by'),
        ),
        migrations.AddField(
            model_name='wish',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wish',
            name='checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='checked on'),
        ),
        migrations.AddField(
            model_name='wish',
            name='has_consent',
            field=models.BooleanField(default=True, verbose_name='the family agrees'),
        ),
        migrations.AddField(
            model_name='wish',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='wishes.wish'),
        ),
        migrations.AddField(
            model_name='wish',
            name='open_until',
            field=models.DateField(blank=True, null=True, verbose_name='open for claims until'),
        ),
        migrations.AddField(
            model_name='wish',
            name='priority',
            field=models.PositiveSmallIntegerField(default=0, help_text='rounds it waited or claims that fell through; higher is first in line'),
        ),
        migrations.AddField(
            model_name='wish',
            name='privacy',
            field=models.CharField(choices=[('public', 'on the public list, without names'), ('claimers', 'only to units and cadres who may claim it'), ('office', 'to nobody but the office')], default='public', max_length=8, verbose_name='may be shown'),
        ),
        migrations.AddField(
            model_name='wish',
            name='published_on',
            field=models.DateField(blank=True, null=True, verbose_name='published on'),
        ),
        migrations.AddField(
            model_name='wish',
            name='quantity',
            field=models.PositiveIntegerField(default=1, verbose_name='how many'),
        ),
        migrations.AddField(
            model_name='wish',
            name='recorded_at',
            field=models.DateTimeField(blank=True, help_text="the phone's clock", null=True),
        ),
        migrations.AddField(
            model_name='wish',
            name='revisited_on',
            field=models.DateField(blank=True, null=True, verbose_name='asked again on'),
        ),
        migrations.AddField(
            model_name='wish',
            name='sent_back_on',
            field=models.DateField(blank=True, null=True, verbose_name='sent back on'),
        ),
        migrations.AddField(
            model_name='wish',
            name='source_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='wish',
            name='source_kind',
            field=models.CharField(blank=True, help_text='where it was told, e.g. visits.visit', max_length=40),
        ),
        migrations.AddField(
            model_name='wish',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routed_wishes', to='accounts.unit', verbose_name='competent unit'),
        ),
        migrations.AddField(
            model_name='wish',
            name='unmet_on',
            field=models.DateField(blank=True, null=True, verbose_name='found impossible on'),
        ),
        migrations.AddField(
            model_name='wish',
            name='unmet_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='why it cannot be met'),
        ),
        migrations.AddField(
            model_name='wish',
            name='unmet_told',
            field=models.CharField(blank=True, max_length=200, verbose_name='how the family was told'),
        ),
        migrations.AddField(
            model_name='wish',
            name='uuid',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(condition=models.Q(('claimed_on', None)), fields=['-priority', 'published_on', 'id'], name='wish_in_line'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('revisited_on', None), ('fulfilled_on__isnull', False), _connector='OR'), name='wish_fulfilled_before_revisited'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='wish_of_at_least_one'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('unmet_on', None), models.Q(('claimed_on', None), models.Q(('unmet_reason', ''), _negated=True), models.Q(('unmet_told', ''), _negated=True)), _connector='OR'), name='wish_unmet_says_why'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='wish_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='claim',
            name='claimed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wish_claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claim',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claim',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='claim',
            name='wish',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='wishes.wish'),
        ),
        migrations.AddField(
            model_name='fulfilment',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fulfilment',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfilments', to='wishes.claim'),
        ),
        migrations.AddField(
            model_name='fulfilment',
            name='received_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.person', verbose_name='received by'),
        ),
        migrations.AddField(
            model_name='fulfilment',
            name='voided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fulfilment',
            name='wish',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfilments', to='wishes.wish'),
        ),
        migrations.AddField(
            model_name='proof',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proof',
            name='fulfilment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='wishes.fulfilment'),
        ),
        migrations.AddField(
            model_name='revisit',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revisit',
            name='wish',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisits', to='wishes.wish'),
        ),
        migrations.AddField(
            model_name='share',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='wishes.claim'),
        ),
        migrations.AddField(
            model_name='share',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit'),
        ),
        migrations.AddField(
            model_name='share',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='step',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='step',
            name='wish',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='wishes.wish'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['fulfil_due_on'], name='claim_open_due'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['claimed_by', 'ended_at'], name='claim_person'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['unit', 'ended_at'], name='claim_unit'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('wish',), name='wish_claimed_once'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('fulfil_due_on__gte', models.F('claimed_on'))), name='claim_due_after_claimed'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('contacted_on', None), ('contacted_on__gte', models.F('claimed_on')), _connector='OR'), name='claim_contact_after_claimed'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='claim_end_says_how'),
        ),
        migrations.AddConstraint(
            model_name='fulfilment',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('wish',), name='wish_fulfilled_once'),
        ),
        migrations.AddConstraint(
            model_name='fulfilment',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='fulfilment_value_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='revisit',
            constraint=models.CheckConstraint(condition=models.Q(('mark', None), models.Q(('mark__gte', 1), ('mark__lte', 5)), _connector='OR'), name='revisit_mark_1_to_5'),
        ),
        migrations.AddConstraint(
            model_name='revisit',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('wish',), name='wish_revisited_once'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('money__gte', 0)), name='share_money_not_negative'),
        ),
        migrations.RunPython(give_numbers, migrations.RunPython.noop),
    ]
