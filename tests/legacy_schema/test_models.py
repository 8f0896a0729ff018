"""The models say what the legacy tables are."""

import pytest
from django.apps import apps
from django.db import connection, models

from legacy_schema.catalog import legacy_catalog
from legacy_schema.versions import LEGACY_LABELS

LEGACY_MODELS = [model for label in LEGACY_LABELS for model in apps.get_app_config(label).get_models()]

ADDED_BY_MPTT = {"files_comment_tree_id_lft_idx"}
"""Declared on every tree model by the installed mptt; the legacy table does not have it."""


def column_type(field: models.Field) -> str:
    return field.db_type(connection).replace("varchar", "character varying")


@pytest.mark.parametrize("model", LEGACY_MODELS, ids=lambda model: model._meta.label)
def test_fields_are_the_columns_of_the_table(model):
    table = model._meta.db_table
    expected = {
        column.name: (column.type, column.nullable)
        for column in legacy_catalog().columns.values()
        if column.table == table
    }
    found = {field.column: (column_type(field), field.null) for field in model._meta.local_fields}
    assert found == expected


@pytest.mark.parametrize("model", LEGACY_MODELS, ids=lambda model: model._meta.label)
def test_tables_are_not_managed(model):
    assert not model._meta.managed


@pytest.mark.parametrize("model", LEGACY_MODELS, ids=lambda model: model._meta.label)
def test_relations_use_the_legacy_join_tables(model):
    columns = legacy_catalog().columns
    for field in model._meta.local_many_to_many:
        table = field.m2m_db_table()
        assert {(table, field.m2m_column_name()), (table, field.m2m_reverse_name())} <= columns.keys()


@pytest.mark.parametrize("model", LEGACY_MODELS, ids=lambda model: model._meta.label)
def test_declared_indexes_and_constraints_have_the_legacy_names(model):
    table = model._meta.db_table
    names = {name for owner, name in legacy_catalog().indexes if owner == table}
    declared = {item.name for item in [*model._meta.indexes, *model._meta.constraints]}
    assert declared - ADDED_BY_MPTT <= names


def test_every_legacy_table_of_ours_has_a_model_or_is_a_join_table():
    mapped = {model._meta.db_table for model in LEGACY_MODELS}
    joined = {field.m2m_db_table() for model in LEGACY_MODELS for field in model._meta.local_many_to_many}
    prefixes = tuple(f"{label}_" for label in LEGACY_LABELS)
    tables = {table for table in legacy_catalog().tables if table.startswith(prefixes)}
    assert tables == mapped | joined
