type Row = Record<string, unknown>;
/** Rows by table, as a driver gives them. */
export type Tables = Record<string, Row[]>;

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/**
 * What belongs to what, in names that no database gives. Before the migration rows refer to each other by
 * number, afterwards by document id.
 */
export function belongings(tables: Tables, key: 'id' | 'document_id') {
  const rows = (table: string) => tables[table] ?? [];
  const named = (table: string, name: (row: Row) => unknown) => {
    const names = new Map(rows(table).map((row) => [String(row[key]), name(row)]));
    return (reference: unknown) =>
      reference === null ? null : (names.get(text(reference)) ?? 'what is not there');
  };
  const connector = named('mc_connectors', (row) => row.hook_key);
  const imported = named(
    'mc_imports',
    (row) => `${text(connector(row.connector_id))} ${String(row.key_hash)}`,
  );
  const run = named('mc_sync_runs', (row) => row.document_id);
  const media = named('files', (row) => row.hash);
  const host = new Map(
    rows('mc_hosts').map((row) => [row.key_hash, `${String(row.name)} ${String(row.email)}`]),
  );
  const titles = new Map(rows('mc_recordings').map((row) => [row.document_id, row.title]));
  const list = (value: unknown): unknown[] => (value === null ? [] : (JSON.parse(text(value)) as unknown[]));
  const subject = (value: unknown) => {
    const [, before = '', reference] = /^(import:)?(.+)$/.exec(String(value)) ?? [];
    return reference === undefined ? value : [before, imported(reference)];
  };
  const of = (table: string, facts: (row: Row) => unknown[]) =>
    rows(table)
      .map((row) => JSON.stringify(facts(row)))
      .sort();
  return {
    secrets: of('mc_credentials', (row) => [connector(row.connector_id), row.field]),
    signIns: of('mc_sign_ins', (row) => [connector(row.connector_id), row.account_id, row.state_hash]),
    runs: of('mc_sync_runs', (row) => [connector(row.connector_id), row.document_id]),
    log: of('mc_run_log', (row) => [run(row.run_id), row.at_ms, row.message, imported(row.import_id)]),
    imports: of('mc_imports', (row) => [
      connector(row.connector_id),
      row.key_hash,
      run(row.run_id),
      row.host_key_hash === null ? null : (host.get(row.host_key_hash) ?? 'no host'),
    ]),
    files: of('mc_import_files', (row) => [
      imported(row.import_id),
      row.file_key_hash,
      media(row.media_file_id),
      titles.get(row.recording_document_id as string) ?? row.recording_document_id,
    ]),
    deliveries: of('mc_webhook_deliveries', (row) => [
      connector(row.connector_id),
      row.idempotency_key_hash,
      run(row.run_id),
      list(row.import_ids).map(imported),
    ]),
    alerts: of('mc_alerts', (row) => [connector(row.connector_id), row.cause, subject(row.subject)]),
    hosts: of('mc_hosts', (row) => [row.name, row.email, row.state, connector(row.connector_id)]),
    reviews: of('mc_reviews', (row) => [titles.get(row.recording_document_id) ?? null, row.state]),
  };
}
