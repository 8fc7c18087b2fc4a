import type { ConnectorView } from '../contracts/connectors';
import type { AdminClient } from '../playground/client/admin-client';

/** One content entry that arrived, in the form of `npm start -- --json`. */
export interface ArrivedRecording {
  provider: string;
  title: string;
  hostEmail: string | null;
  /** ISO, UTC. */
  startedAt: string;
  durationSeconds: number;
  /** Number of segments; 1 when not joined. */
  joinedFrom: number;
  files: { kind: string; name: string; bytes: number; sha256: string }[];
}

interface Entry {
  documentId: string;
  title: string;
  hostEmail: string | null;
  startedAt: string;
  durationSeconds: number | string | null;
  provider: string;
}

/** Reads the entries as an editor sees them, with the files from the ledger. */
export async function readRecordings(admin: AdminClient, url: string): Promise<ArrivedRecording[]> {
  const entries = await contentEntries(admin, url);
  const { data: connectors } = await admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
  const imports = (await Promise.all(connectors.map((connector) => admin.imports(connector.id)))).flat();
  return entries
    .map((entry): ArrivedRecording => {
      const files = imports
        .filter((row) => row.recordingDocumentIds.includes(entry.documentId))
        .flatMap((row) => row.files)
        .filter((file) => file.recordingDocumentId === entry.documentId);
      return {
        provider: entry.provider,
        title: entry.title,
        hostEmail: entry.hostEmail,
        startedAt: new Date(entry.startedAt).toISOString(),
        durationSeconds: Math.round(Number(entry.durationSeconds ?? 0) * 1000) / 1000,
        joinedFrom:
          files.find(({ kind, origin }) => origin === 'made' && /video|audio/.test(kind))?.segments ?? 1,
        files: files
          .filter(({ status }) => status === 'stored')
          .map((file) => ({
            kind: file.kind,
            name: file.name,
            bytes: file.sizeBytes ?? 0,
            sha256: file.sha256 ?? '',
          })),
      };
    })
    .sort(
      (a, b) =>
        a.provider.localeCompare(b.provider) ||
        a.startedAt.localeCompare(b.startedAt) ||
        a.title.localeCompare(b.title),
    );
}

async function contentEntries(admin: AdminClient, url: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await fetch(
      `${url}/content-manager/collection-types/plugin::meeting-connectors.recording?page=${page}&pageSize=100&sort=id:ASC`,
      { headers: { authorization: `Bearer ${await admin.token()}` } },
    );
    if (!answer.ok) throw new Error(`the content manager answered ${answer.status}`);
    const body = (await answer.json()) as { results: Entry[]; pagination: { pageCount: number } };
    entries.push(...body.results);
    if (page >= body.pagination.pageCount) return entries;
  }
}
