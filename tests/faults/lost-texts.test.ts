import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pollFile, summaryFile } from '../../emulators/zoom/words';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { Message } from '../../contracts/messages/message';
import { RECORDING_UID } from '../../contracts/plugin';
import { bootSite } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until } from '../support/zoom-site';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());

describe('an import that fails when its entry is created, and whose spool is emptied meanwhile', () => {
  it('tells nobody what it held, and downloads the texts again before it creates the entry and deletes anything at the provider', async () => {
    const spoolDir = mkdtempSync(path.join(os.tmpdir(), 'mc-spool-'));
    const zoom = await startZoomEmulator({});
    const site = await bootSite({ pluginConfig: { ...IMPATIENT, spoolDir, environment: 'test' } });
    try {
      const host = addHost(zoom);
      const { uuid } = zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(2),
        segments: [
          {
            files: [
              { view: 'shared_screen_with_speaker_view' },
              { view: 'chat_file' },
              { view: 'audio_transcript' },
              { view: 'summary', content: summaryFile('It was about relays.', []) },
              { view: 'poll', content: pollFile([{ name: 'Ada', question: 'Ready?', answer: 'Yes' }]) },
            ],
          },
        ],
      });
      // The error of a failing insert names every value, the texts of the meeting too.
      const { connection } = site.strapi.db;
      await connection.raw(
        "create trigger broken before insert on mc_recordings begin select raise(abort, 'broken'); end",
      );
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], deleteAtProvider: 'trash', deleteAfterHours: 0 }),
      );
      const failed = await importOf(
        site.admin,
        connector.id,
        ({ stage, status }) => stage === 'publish' && (status === 'retrying' || status === 'dead'),
      );
      expect(failed.problem).toMatchObject({ code: 'unexpected', what: { code: 'error.unexpected' } });
      const { values } = failed.problem?.what as Message;
      const id = typeof values?.id === 'string' ? values.id : 'no id';
      const run = await site.admin.runEnded(connector.id);
      const seen = {
        list: JSON.stringify(await site.admin.must('GET', '/imports')),
        run: JSON.stringify(await site.admin.must('GET', `/runs/${run.id}/log`)),
        log: site.logs(),
      };
      expect(seen.log).toContain(`an unexpected error ${id}: SqliteError, code SQLITE_CONSTRAINT_TRIGGER\n`);
      for (const [where, text] of Object.entries(seen)) {
        expect([where, text.includes(id)]).toEqual([where, true]);
        for (const words of ['about relays', 'Ready?', 'insert into'])
          expect([where, words, text.includes(words)]).toEqual([where, words, false]);
      }
      for (const file of filesBelow(spoolDir)) rmSync(file);
      await connection.raw('drop trigger broken');
      await site.admin.call('POST', `/imports/${failed.id}/retry`);
      const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      expect(done.missing).toEqual([]);
      const entry: unknown = await site.strapi.documents(RECORDING_UID).findOne({
        documentId: done.recordingDocumentIds[0] ?? '',
        populate: ['video', 'captions', 'transcriptFile', 'chatFile'],
      });
      expect(entry).toMatchObject({
        video: { id: expect.any(Number) },
        captions: { id: expect.any(Number) },
        transcriptFile: { id: expect.any(Number) },
        chatFile: { id: expect.any(Number) },
        summary: expect.stringContaining('relays'),
        polls: expect.stringContaining('Ready?'),
      });
      await until(
        () => Promise.resolve(zoom.meeting(uuid)),
        (meeting) => meeting?.trashedAtMs !== undefined,
      );
    } finally {
      await site.stop();
      await zoom.stop();
      rmSync(spoolDir, { recursive: true, force: true });
    }
  });
});
