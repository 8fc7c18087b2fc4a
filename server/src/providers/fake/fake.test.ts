import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { Account } from '../account';
import { startFakeEmulator, type FakeEmulator } from '../../../../emulators/fake/emulator';
import { fake } from './index';
import { occurrenceOf } from './mapper';

const RECORDING = {
  id: 'r1',
  title: 'Weekly lecture',
  startedAt: '2026-02-10T16:34:49Z',
  host: { id: 'h1', email: 'ada@school.example', name: '' },
  files: [
    { id: 'v', kind: 'video' as const, extension: 'MP4', sizeBytes: 1_000 },
    { id: 'c', kind: 'chat' as const, extension: 'TXT', sizeBytes: 0 },
  ],
};

describe('the mapper', () => {
  it('treats a file without a size as unfinished', () => {
    const { files } = occurrenceOf(RECORDING);
    expect(files.map(({ key, ready, sizeBytes }) => [key, ready, sizeBytes])).toEqual([
      ['v', true, 1_000],
      ['c', false, undefined],
    ]);
  });

  it('omits what the service leaves empty', () => {
    expect(occurrenceOf(RECORDING).host).toEqual({ id: 'h1', email: 'ada@school.example' });
  });

  it('has an empty start without a time', () => {
    expect(occurrenceOf({ ...RECORDING, startedAt: 'yesterday' }).startedAt).toBe('');
  });
});

describe('against its emulator', () => {
  let emulator: FakeEmulator;
  let account: Account;
  beforeEach(async () => {
    emulator = await startFakeEmulator();
    account = {
      settings: { serverUrl: `${emulator.serverUrl}/`, apiToken: emulator.apiToken },
      clock: Date.now,
      memory: new Map(),
      http: createHttpClient({
        clock: Date.now,
        allowedPrivateHosts: ['127.0.0.1'],
        rates: fake.descriptor.rates?.({}),
        redact: createRedactor(),
      }),
    };
  });
  afterEach(async () => {
    account.http.close();
    await emulator.stop();
  });

  it('sends the token in the header only', async () => {
    await fake.checkConnection(account);
    expect(emulator.log).toMatchObject([
      { path: '/recordings', authorization: `Bearer ${emulator.apiToken}` },
    ]);
  });

  it('a 404 without the words of the service says nothing about a recording', async () => {
    const elsewhere = {
      ...account,
      settings: { ...account.settings, serverUrl: `${emulator.serverUrl}/other` },
    };
    const reading = fake.listsRecordings?.readOccurrence(elsewhere, 'r1', new AbortController().signal);
    await expect(reading).rejects.toMatchObject({ failure: 'retry-later', status: 404 });
  });
});
