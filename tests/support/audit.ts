import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { hashFile } from '../../server/src/media/spool';

interface FileRow {
  document_id: string;
  import_id: string;
  status: string;
  sha_256: string | null;
  size_bytes: number | null;
  stored_name: string | null;
  media_file_id: string | null;
  recording_document_id: string | null;
}

/**
 * Checks the promises that hold after every fault, in the database and on disk: a stored file has
 * the recorded hash (P2), each provider file has one entry (P3), and there are no orphans (P7).
 * @param settled false while work can still be running. Then the spool is not checked.
 */
export async function audit(site: { dataDir: string }, settled = true): Promise<void> {
  const database = new Database(path.join(site.dataDir, 'data.db'), { readonly: true });
  const uploads = path.join(site.dataDir, 'public', 'uploads');
  try {
    const files = database.prepare('select * from mc_import_files').all() as FileRow[];
    const media = database.prepare('select document_id, hash, ext, url from files').all() as {
      document_id: string;
      hash: string;
      ext: string;
      url: string;
    }[];
    const problems: string[] = [];
    const byId = new Map(media.map((row) => [row.document_id, row]));

    for (const row of files.filter(({ status }) => status === 'stored')) {
      const stored = byId.get(row.media_file_id ?? '');
      if (stored === undefined) problems.push(`file ${row.document_id} is stored without a media entry`);
      else {
        const bytes = await hashFile(path.join(uploads, `${stored.hash}${stored.ext}`)).catch(
          () => undefined,
        );
        if (bytes === undefined) problems.push(`file ${row.document_id}: its bytes are gone`);
        else if (bytes.sha256 !== row.sha_256)
          problems.push(`file ${row.document_id}: its bytes are others than recorded`);
      }
    }
    const known = new Set(files.map(({ media_file_id }) => media_file_id));
    for (const row of media)
      if (!known.has(row.document_id))
        problems.push(`media entry ${row.document_id} belongs to no import file`);
    const hashes = media.map(({ hash }) => hash);
    if (new Set(hashes).size !== hashes.length) problems.push('two media entries have the same name');

    const named = new Set(media.map(({ hash, ext }) => `${hash}${ext}`));
    for (const name of readdirSync(uploads)) {
      if (name.startsWith('.')) continue;
      if (!named.has(name)) problems.push(`upload ${name} has no media entry`);
    }
    const spool = path.join(uploads, '.meeting-connectors');
    if (settled && existsSync(spool)) {
      const open = new Set(files.filter(({ status }) => status !== 'stored').map((row) => row.document_id));
      for (const name of readdirSync(spool)) {
        if (!open.has(name.split('.')[0] ?? ''))
          problems.push(`spool file ${name} belongs to nothing that is open`);
      }
    }

    const recordings = database
      .prepare(
        'select document_id, count(*) as number from mc_recordings where published_at is null group by document_id',
      )
      .all() as { document_id: string; number: number }[];
    const linked = new Set(files.map(({ recording_document_id }) => recording_document_id));
    for (const row of recordings) {
      if (!linked.has(row.document_id))
        problems.push(`recording ${row.document_id} belongs to no import file`);
    }
    if (problems.length > 0) throw new Error(`the audit found:\n- ${problems.join('\n- ')}`);
  } finally {
    database.close();
  }
}
