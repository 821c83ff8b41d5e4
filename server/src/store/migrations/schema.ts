import { DatabaseSync } from 'node:sqlite'
import type { Migration } from './migrate.ts'

/** Each table's columns, its primary key and whether it is strict, as SQLite describes them. */
const TABLES = `SELECT t.name AS name, group_concat(c.name || ' ' || c.type || ' ' || c."notnull" || c.pk, ', ' ORDER BY c.cid)
    || ', strict ' || t.strict AS shape
  FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
  WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name`

/** The tables of a file at its newest schema that are missing or not as the migrations make them. */
export function brokenTables(db: DatabaseSync, migrations: readonly Migration[]): readonly string[] {
  const found = shapesOf(db)
  return [...expectedShapes(migrations)]
    .filter(([name, shape]) => found.get(name) !== shape)
    .map(([name]) => name)
}

function expectedShapes(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const db = new DatabaseSync(':memory:')
  for (const { sql } of migrations) db.exec(sql)
  const shapes = shapesOf(db)
  db.close()
  return shapes
}

function shapesOf(db: DatabaseSync): ReadonlyMap<string, string> {
  return new Map(
    db
      .prepare(TABLES)
      .all()
      .map(({ name, shape }) => [String(name), String(shape)]),
  )
}
