import { english } from '../../../../contracts/messages/say';
import { imported } from '../../../../emulators/contract/imported';
import { told } from '../../../../emulators/contract/told';
import { ConnectorError } from '../../domain/errors';
import type { Occurrence } from '../../domain/recording';
import { createRedactor } from '../../log/redact';
import { challengeOf } from '../../connectors/sign-in';
import { createHttpClient } from '../../http/client';
import type { CheckStep, Unread, Window } from '../provider';
import type { SettingsValue } from '../settings';
import { descriptor } from './descriptor';
import { startTeamsEmulator, type MeetingInput } from '../../../../emulators/ms-teams/emulator';
import { msTeams } from './index';
import { parseOccurrenceId } from './mapper';
import { grantedOf } from './permissions';
import type { HostResolution } from '../../domain/policy';
import type { Account, SignIn, SignInVault } from '../account';
import type { TeamsEmulator } from '../../../../emulators/ms-teams/types';
import type { TeamsItem } from '../../../../emulators/ms-teams/world';

const { listsRecordings, deletesFromCloud, signsInManager } = msTeams;
const ALL: HostResolution = { limit: 'none' };
const WINDOW: Window = { from: '2026-02-01T00:00:00Z', to: '2026-02-25T00:00:00Z' };
const START = '2026-02-10T16:34:49Z';
const SIGNAL = new AbortController().signal;
const ADA = 'ada@school.example';
const GRACE = 'grace@school.example';

let teams: TeamsEmulator;
let accounts: Account[];
beforeEach(async () => {
  teams = await startTeamsEmulator();
  accounts = [];
});
afterEach(async () => {
  for (const { http } of accounts) http.close();
  await teams.stop();
});

function open(settings: Record<string, SettingsValue> = {}, signIn?: SignInVault): Account {
  const account: Account = {
    settings: descriptor.settings.parse({ ...teams.connectorSettings, ...settings }),
    clock: Date.now,
    memory: new Map(),
    ...(signIn === undefined ? {} : { signIn }),
    http: createHttpClient({
      clock: Date.now,
      allowedPrivateHosts: ['127.0.0.1'],
      limits: { retryBaseMs: 5, maxAttempts: 2 },
      redact: createRedactor(),
    }),
  };
  accounts.push(account);
  return account;
}

/** Keeps the token of one person, as the plugin's own vault does with a lock and a database. */
function vaultOf(userId: string, permissions: SignIn['permissions'] = []) {
  const used: string[] = [];
  const kept = { token: teams.refreshTokenOf(userId), used };
  const vault: SignInVault = {
    current: async () => ({ accountId: userId, accountName: ADA, permissions }),
    async exchange(use) {
      used.push(kept.token);
      const { refreshToken, result } = await use(kept.token);
      kept.token = refreshToken;
      return result;
    },
  };
  return { kept, vault };
}

const PERSON = { authorizationType: 'user-delegated' };
function openAsAda(settings: Record<string, SettingsValue> = {}) {
  const ada = teams.addUser({ email: ADA, displayName: 'Ada' });
  const { vault, kept } = vaultOf(ada.id);
  return { ada, kept, account: open({ ...PERSON, ...settings }, vault) };
}

async function list(account: Account, hosts: HostResolution = ALL): Promise<Occurrence[]> {
  const found = new Map<string, Occurrence>();
  for await (const page of listsRecordings.listWindow(account, WINDOW, hosts, SIGNAL)) {
    for (const occurrence of page) found.set(occurrence.id, occurrence);
  }
  return [...found.values()].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

const meeting = (over: Partial<MeetingInput> = {}) =>
  teams.addMeeting({ organizer: ADA, subject: 'Relays', startedAt: START, ...over });

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error('it did not fail as it should', { cause: error });
}

const failed = (steps: CheckStep[]) => steps.filter(({ outcome }) => outcome === 'failed');

describe('an occurrence', () => {
  beforeEach(() => void teams.addUser({ email: ADA, displayName: 'Ada' }));

  it('trap 3: is one call of a meeting: those of a series are never mixed', async () => {
    meeting({
      calls: [{ startedAt: START }, { startedAt: '2026-02-17T16:30:00Z' }],
    });
    const found = await list(open());
    expect(found.map(({ startedAt }) => startedAt)).toEqual([START, '2026-02-17T16:30:00Z']);
    expect(new Set(found.map(({ id }) => parseOccurrenceId(id)?.meetingId)).size).toBe(1);
  });

  it('has one segment for each recording of the call, and a transcript with the one whose words it holds', async () => {
    meeting({
      calls: [
        {
          recordings: [
            { startedAt: '2026-02-10T17:10:00Z', transcript: { fixture: 'captions.vtt' } },
            { startedAt: START },
          ],
        },
      ],
    });
    const [occurrence] = await list(open());
    expect(occurrence?.files.map(({ kind, segmentKey }) => [kind, segmentKey])).toEqual([
      ['video', START],
      ['video', '2026-02-10T17:10:00Z'],
      ['transcript', '2026-02-10T17:10:00Z'],
    ]);
  });

  it('keeps ids of 400 characters, and the organiser by e-mail though they sign in under another name', async () => {
    const alan = teams.addUser({ email: 'alan@school.example', upn: 'apetrenko@school.example' });
    meeting({ organizer: alan.id });
    const [occurrence] = await list(open());
    expect(occurrence?.files[0]?.key.length).toBeGreaterThan(350);
    expect(occurrence?.host).toMatchObject({ id: alan.id, email: 'alan@school.example' });
  });

  it('is not ready while a recording has no end', async () => {
    meeting({ calls: [{ recordings: [{ inProgress: true }] }] });
    const [occurrence] = await list(open());
    expect(occurrence?.files[0]).toMatchObject({ ready: false });
  });

  it('stands by itself where Microsoft names no call', async () => {
    meeting({ calls: [{ callId: null }] });
    const account = open();
    const [occurrence] = await list(account);
    const reading = await listsRecordings.readOccurrence(account, occurrence?.id ?? '', SIGNAL);
    expect(reading).toEqual({ outcome: 'found', occurrence });
  });
});

describe('listing with an app', () => {
  beforeEach(() => void teams.addUser({ email: ADA, displayName: 'Ada' }));

  it('finds recordings that the list of all recordings lacks, by the calendar', async () => {
    meeting({ calls: [{ recordings: [{ missingFromSweep: true }] }] });
    expect(await list(open())).toHaveLength(1);
  });

  it('finds recordings of a deleted event, by the list of all recordings', async () => {
    meeting({ eventDeleted: true });
    expect(await list(open())).toHaveLength(1);
  });

  it('trap 1: finds none of a meeting without an event: Graph gives none', async () => {
    meeting({ isInCalendar: false });
    expect(await list(open())).toEqual([]);
  });

  it('does with the calendar alone in a cloud that knows no list of all recordings', async () => {
    teams.settings.hasSweep = false;
    meeting();
    expect(await list(open())).toHaveLength(1);
  });

  it('takes a user without a mailbox, and a guest, for one without meetings', async () => {
    teams.addUser({ email: 'old@school.example', hasMailbox: false });
    const guest = teams.addUser({ email: 'visitor@elsewhere.example', userType: 'Guest' });
    meeting();
    expect(await list(open())).toHaveLength(1);
    expect(teams.log.filter(({ path }) => path.includes(guest.id))).toEqual([]);
  });

  it('takes no transcripts, and asks for none, when they are switched off', async () => {
    teams.settings.applicationPermissions = teams.settings.applicationPermissions.filter(
      (name) => !name.includes('Transcript'),
    );
    meeting({ calls: [{ recordings: [{ transcript: { fixture: 'captions.vtt' } }] }] });
    const [occurrence] = await list(open({ takeTranscripts: false }));
    expect(occurrence?.files.map(({ kind }) => kind)).toEqual(['video']);
    expect((await failure(list(open()))).message).toContain('OnlineMeetingTranscript.Read.All');
  });

  it('stops with the exact cmdlets when the application access policy is missing', async () => {
    teams.settings.policy = 'some';
    const ada = meeting().organizerId;
    const error = await failure(list(open()));
    expect(error).toMatchObject({ failure: 'not-authorized', code: 'policy-missing' });
    expect(error.message).toContain(
      `New-CsApplicationAccessPolicy -Identity Strapi-Meeting-Connectors -AppIds "${teams.app.clientId}"; Grant-CsApplicationAccessPolicy -PolicyName Strapi-Meeting-Connectors -Identity "${ada}"`,
    );
  });

  it('trap 6: goes on after a consent was given, which is in no token that was made before', async () => {
    meeting();
    const account = open();
    const { applicationPermissions } = teams.settings;
    teams.settings.applicationPermissions = applicationPermissions.filter(
      (name) => name !== 'OnlineMeetingRecording.Read.All',
    );
    expect((await failure(list(account))).code).toBe('permission-missing');
    teams.settings.applicationPermissions = applicationPermissions;
    expect(await list(account)).toHaveLength(1);
  });

  it('reads on under a new token when the hour of the first is over', async () => {
    meeting();
    const account = open();
    await list(account);
    teams.expireAccessTokens();
    expect(await list(account)).toHaveLength(1);
  });

  it('takes no refusal of the app for the end of somebody’s sign-in', async () => {
    teams.faults.add({ kind: 'login-error', number: 65001 });
    expect(await failure(list(open()))).toMatchObject({ failure: 'not-authorized', code: 'consent-missing' });
    const { account } = openAsAda();
    expect(await failure(list(account))).toMatchObject({ failure: 'not-authorized', code: 'sign-in-ended' });
  });

  it.each([
    ['five minutes', 3_600, 54 * 60, 56 * 60],
    ['half of its life, when that is short,', 60, 29, 31],
  ])('asks for a new token %s before the former one expires', async (_what, tokenSeconds, early, late) => {
    teams.settings.tokenSeconds = tokenSeconds;
    let nowMs = Date.now();
    const account = { ...open(), clock: () => nowMs };
    const tokensAfter = async (seconds: number) => {
      nowMs += seconds * 1000;
      await list(account);
      return teams.log.filter(({ path }) => path.endsWith('/token')).length;
    };
    expect(await tokensAfter(0)).toBe(1);
    expect(await tokensAfter(early)).toBe(1);
    expect(await tokensAfter(late - early)).toBe(2);
  });

  it.each(['page-loop', 'foreign-next-link'] as const)(
    'fault 63: throws for %s, and never gives a shorter listing',
    async (kind) => {
      for (let number = 0; number < 25; number += 1) meeting({ subject: `Lecture ${number}` });
      teams.faults.add({ kind, on: { path: 'calendarView' } });
      expect(['page-loop', 'host-not-allowed']).toContain((await failure(list(open()))).code);
    },
  );

  it.each(['page-empty', 'page-duplicates'] as const)('fault 63: is complete with %s', async (kind) => {
    for (let number = 0; number < 25; number += 1) meeting({ subject: `Lecture ${number}` });
    teams.faults.add({ kind, times: 1 });
    expect(await list(open())).toHaveLength(25);
  });

  it('fault 11: waits as long as Microsoft says', async () => {
    meeting();
    teams.faults.add({ kind: 'status', status: 429, retryAfter: '1', times: 1 });
    const before = Date.now();
    expect(await list(open())).toHaveLength(1);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });

  it('says so when Microsoft asks for payment', async () => {
    meeting();
    teams.faults.add({ kind: 'graph-error', status: 402, code: 'PaymentRequired' });
    expect(await failure(list(open()))).toMatchObject({
      failure: 'not-authorized',
      code: 'payment-required',
    });
  });
});

describe('listing for a person', () => {
  it('takes the meetings of their calendar, also those that somebody else organised', async () => {
    const { account } = openAsAda();
    const grace = teams.addUser({ email: GRACE, displayName: 'Grace' });
    meeting({ subject: 'Own' });
    meeting({ subject: 'Invited', organizer: grace.id, attendees: [ADA] });
    meeting({ subject: 'Of others', organizer: grace.id });
    const found = await list(account);
    expect(found.map(({ title, host }) => [title, host?.email]).sort()).toEqual([
      ['Invited', GRACE],
      ['Own', ADA],
    ]);
  });

  it('trap 2: takes a refusal for others’ meetings as theirs, and for own meetings as an error', async () => {
    const { account } = openAsAda();
    const grace = teams.addUser({ email: GRACE });
    const others = meeting({ organizer: grace.id, attendees: [ADA] });
    meeting({ subject: 'Own' });
    const refuse = (id: string) =>
      teams.faults.add({ kind: 'graph-error', status: 403, code: 'Forbidden' }, ({ path }) =>
        path.includes(`${encodeURIComponent(id)}/recordings`),
      );
    refuse(others.id);
    expect((await list(account)).map(({ title }) => title)).toEqual(['Own']);
    const own = meeting({ subject: 'Refused' });
    refuse(own.id);
    expect(await failure(list(account))).toMatchObject({
      failure: 'not-authorized',
      code: 'permission-missing',
    });
  });

  it('exchanges the refresh token once an hour, and never the same one twice', async () => {
    const { account, kept } = openAsAda();
    meeting();
    await Promise.all([list(account), list(account)]);
    expect(kept.used).toHaveLength(1);
    teams.expireAccessTokens();
    await list(account);
    expect(new Set(kept.used).size).toBe(2);
  });

  it('says that the sign-in has ended when Microsoft no longer takes it', async () => {
    const { account } = openAsAda();
    teams.revokeTokens();
    expect(await failure(list(account))).toMatchObject({ failure: 'not-authorized', code: 'sign-in-ended' });
  });
});

describe('files', () => {
  beforeEach(() => void teams.addUser({ email: ADA, displayName: 'Ada' }));
  const fileOf = async (account: Account, kind: 'video' | 'transcript') => {
    const [occurrence] = await list(account);
    const file = occurrence?.files.find((one) => one.kind === kind);
    return { occurrenceId: occurrence?.id ?? '', fileKey: file?.key ?? '' };
  };
  const read = async (body: AsyncIterable<Buffer>) => {
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts);
  };

  it('fault 16: come from the storage behind the redirect, which gets no token', async () => {
    meeting();
    const account = open();
    const { body } = await msTeams.openFile(account, await fileOf(account, 'video'), { signal: SIGNAL });
    await read(body);
    const [asked] = teams.log.filter(({ host }) => host === 'storage');
    expect(asked).toMatchObject({ status: 200 });
    expect(asked?.headers.authorization).toBeUndefined();
  });

  it('come under a new token when the hour of the former one is over', async () => {
    meeting();
    const account = open();
    const reference = await fileOf(account, 'video');
    teams.expireAccessTokens();
    const opened = await msTeams.openFile(account, reference, { signal: SIGNAL });
    expect((await read(opened.body)).length).toBe(opened.totalBytes);
    expect(teams.log.filter(({ path, status }) => path.endsWith('/content') && status === 401)).toHaveLength(
      1,
    );
  });

  it('start again where the storage knows no ranges', async () => {
    meeting();
    const account = open();
    const reference = await fileOf(account, 'video');
    const { validator, body } = await msTeams.openFile(account, reference, { signal: SIGNAL });
    body.destroy();
    teams.settings.storageKnowsRanges = false;
    const range = { fromByte: 10, validator: validator ?? '' };
    const again = await msTeams.openFile(account, reference, { range, signal: SIGNAL });
    again.body.destroy();
    expect(again.from).toBe('whole');
  });

  it('are transcripts as WebVTT', async () => {
    meeting({
      calls: [{ recordings: [{ transcript: { content: 'WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n' } }] }],
    });
    const account = open();
    const opened = await msTeams.openFile(account, await fileOf(account, 'transcript'), { signal: SIGNAL });
    expect((await read(opened.body)).toString()).toContain('WEBVTT');
    expect(teams.log.filter(({ query }) => query.includes('$format=text/vtt'))).toHaveLength(1);
  });

  it('wait for a person when a rule of the organisation blocks the download', async () => {
    meeting();
    const account = open();
    const reference = await fileOf(account, 'video');
    teams.faults.add({ kind: 'download-blocked' });
    const error = await failure(msTeams.openFile(account, reference, { signal: SIGNAL }));
    expect(error).toMatchObject({ failure: 'needs-person', code: 'download-forbidden' });
  });
});

describe('deletion', () => {
  beforeEach(() => void teams.addUser({ email: ADA, displayName: 'Ada' }));
  const deleteFirst = async (account: Account, mode: 'trash' | 'permanent' = 'trash') => {
    const [occurrence] = await list(account);
    const known = await imported(msTeams, account, occurrence?.id ?? '', SIGNAL);
    return await deletesFromCloud.deleteOccurrence(account, known, mode, SIGNAL);
  };
  /** Changes what the folder says of the only file there. */
  const changeItem = (change: Partial<TeamsItem>) => {
    const [item] = teams.items.values();
    if (item !== undefined) Object.assign(item, change);
  };
  /** By rclone 1.60, of the file that the emulator serves when a recording names no other. */
  const HASH_OF_IT = 'xsWUjK8c6lk7713HIqxTypUPoj8=';

  it('moves the file to the recycle bin of OneDrive', async () => {
    meeting();
    expect(await deleteFirst(open())).toEqual({ outcome: 'deleted' });
    expect([teams.items.size, teams.trash.size]).toEqual([0, 1]);
  });

  it('deletes nothing when two files may be the recording', async () => {
    const { organizerId } = meeting();
    const [file] = teams.items.values();
    teams.addItem(organizerId, file?.name ?? '', file?.sizeBytes ?? 0, START);
    expect(await failure(deleteFirst(open()))).toMatchObject({
      failure: 'needs-person',
      code: 'file-not-identified',
    });
    expect(teams.items.size).toBe(2);
  });

  it.each([
    ['another title', 'Something else-20260210_163449-Meeting Recording.mp4'],
    ['another time', 'Relays-20260210_153449-Meeting Recording.mp4'],
    ['a name of its own', 'renamed by hand.mp4'],
  ])('deletes nothing when the file has %s', async (_what, fileName) => {
    meeting({ calls: [{ recordings: [{ fileName }] }] });
    expect((await failure(deleteFirst(open()))).failure).toBe('needs-person');
    expect(teams.items.size).toBe(1);
  });

  it('deletes nothing when the file has another size', async () => {
    const { organizerId } = meeting({ calls: [{ recordings: [{ fileName: null }] }] });
    teams.addItem(organizerId, 'Relays-20260210_163449-Meeting Recording.mp4', 1, START);
    expect((await failure(deleteFirst(open()))).failure).toBe('needs-person');
  });

  it('deletes nothing when the folder names no size: an unknown one is not equal', async () => {
    meeting();
    changeItem({ sizeBytes: undefined });
    expect(await failure(deleteFirst(open()))).toMatchObject({ code: 'file-not-identified' });
    expect(teams.items.size).toBe(1);
  });

  it('deletes nothing when the file is another by its hash, whatever its name and size', async () => {
    meeting();
    changeItem({ quickXorHash: `A${HASH_OF_IT.slice(1)}` });
    expect(await failure(deleteFirst(open()))).toMatchObject({ code: 'file-not-identified' });
    expect(teams.items.size).toBe(1);
  });

  it('tells the file from another one of the same name and size by its hash', async () => {
    const { organizerId } = meeting();
    changeItem({ quickXorHash: HASH_OF_IT });
    const [mine] = teams.items.values();
    const other = teams.addItem(organizerId, mine?.name ?? '', mine?.sizeBytes ?? 0, START);
    Object.assign(other, { quickXorHash: `A${HASH_OF_IT.slice(1)}` });
    expect(await deleteFirst(open())).toEqual({ outcome: 'deleted' });
    expect([...teams.items.values()]).toEqual([other]);
  });

  it('compares with what was imported, not with what the recording’s content says of its size', async () => {
    meeting();
    const account = open();
    const [occurrence] = await list(account);
    const known = await imported(msTeams, account, occurrence?.id ?? '', SIGNAL);
    const files = new Map(
      [...known.files].map(([key, file]) => [key, { ...file, sizeBytes: file.sizeBytes + 1 }] as const),
    );
    const deletion = deletesFromCloud.deleteOccurrence(account, { ...known, files }, 'trash', SIGNAL);
    expect(await failure(deletion)).toMatchObject({ code: 'file-not-identified' });
    expect(teams.items.size).toBe(1);
  });

  it('deletes none of several recordings when one of them is not found', async () => {
    meeting({
      calls: [{ recordings: [{ startedAt: START }, { startedAt: '2026-02-10T17:10:00Z', fileName: null }] }],
    });
    expect((await failure(deleteFirst(open()))).failure).toBe('needs-person');
    expect(teams.items.size).toBe(1);
  });

  it('needs the permission that the form asks for', async () => {
    meeting();
    expect(await failure(deleteFirst(open({ mayDelete: false })))).toMatchObject({
      code: 'permission-missing',
    });
  });

  it('waits while a recording of the meeting is still running', async () => {
    meeting({ calls: [{ recordings: [{ startedAt: START }, { inProgress: true }] }] });
    expect(await failure(deleteFirst(open()))).toMatchObject({ failure: 'not-ready', code: 'not-ready' });
    expect(teams.items.size).toBeGreaterThan(0);
    expect(teams.trash.size).toBe(0);
  });

  it('leaves the recordings of other organisers to them, for a person', async () => {
    const grace = teams.addUser({ email: GRACE });
    const bob = teams.addUser({ email: 'bob@school.example' });
    meeting({ organizer: grace.id, attendees: ['bob@school.example'] });
    const account = open(PERSON, vaultOf(bob.id).vault);
    expect(await failure(deleteFirst(account))).toMatchObject({
      failure: 'needs-person',
      code: 'not-the-organiser',
    });
    expect(teams.items.size).toBe(1);
  });

  it('fault 68: a deletion whose answer was lost is found done the next time', async () => {
    meeting();
    const account = open();
    const [occurrence] = await list(account);
    teams.faults.add({ kind: 'deletion', does: 'no-answer', times: 1 });
    const known = await imported(msTeams, account, occurrence?.id ?? '', SIGNAL);
    const outcome = await deletesFromCloud
      .deleteOccurrence(account, known, 'permanent', SIGNAL)
      .catch(() => deletesFromCloud.deleteOccurrence(account, known, 'permanent', SIGNAL));
    expect(outcome).toEqual({ outcome: 'gone-already' });
  });
});

describe('what Microsoft refuses (B13)', () => {
  async function listed(account: Account) {
    const unread: Unread[] = [];
    const found: Occurrence[] = [];
    const pages = listsRecordings.listWindow(account, WINDOW, ALL, SIGNAL, (one) => unread.push(one));
    for await (const page of pages) found.push(...page);
    return { found, unread };
  }

  it('a tenant without transcripts: the videos come, what is missing is named, and nothing may be deleted', async () => {
    teams.addUser({ email: ADA });
    meeting({ calls: [{ recordings: [{ transcript: { fixture: 'captions.vtt' } }] }] });
    teams.settings.applicationPermissions = teams.settings.applicationPermissions.filter(
      (name) => name !== 'OnlineMeetingTranscript.Read.All',
    );
    const { found, unread } = await listed(open());
    expect(found).toMatchObject([{ partlyRead: true, files: [{ kind: 'video' }] }]);
    expect(unread).toMatchObject([
      { part: { kind: 'texts', id: found[0]?.id }, name: 'Relays', error: { code: 'permission-missing' } },
    ]);
    const id = found[0]?.id ?? '';
    const again = await listsRecordings.readOccurrence(open(), id, SIGNAL, () => undefined);
    expect(again).toMatchObject({ outcome: 'found', occurrence: { partlyRead: true } });
    // Whoever wants to delete it asks without leniency.
    await expect(listsRecordings.readOccurrence(open(), id, SIGNAL)).rejects.toMatchObject({ status: 403 });
  });

  it('an access policy that covers one of two organisers: the meetings of the other are named with them', async () => {
    const alan = teams.addUser({ email: 'alan@school.example', hasPolicy: true });
    teams.addUser({ email: ADA });
    teams.settings.policy = 'some';
    meeting();
    meeting({ organizer: alan.id, subject: 'Allowed' });
    const { found, unread } = await listed(open());
    expect(found.map(({ title }) => title)).toEqual(['Allowed']);
    for (const { name, error } of unread) expect([name, error.code]).toEqual([ADA, 'policy-missing']);
    expect(unread[0]?.part).toMatchObject({ kind: 'host', host: { email: ADA } });
    const { hosts } = (await listsRecordings.resolveHosts?.(
      open(),
      [ADA, 'alan@school.example'],
      SIGNAL,
    )) ?? {
      hosts: [],
    };
    const [ofAda, ofAlan] = hosts;
    if (ofAda === undefined || ofAlan === undefined) throw new Error('both are known');
    await expect(listsRecordings.tryHost?.(open(), ofAda, SIGNAL)).rejects.toMatchObject({
      code: 'policy-missing',
    });
    await listsRecordings.tryHost?.(open(), ofAlan, SIGNAL);
  });
});

describe('Check connection', () => {
  it('names what only the administrator sees as not checked', async () => {
    teams.addUser({ email: ADA });
    const steps = told(await msTeams.checkConnection(open()));
    expect(steps.find(({ id }) => id === 'tenant')).toMatchObject({
      outcome: 'skipped',
      detail: expect.stringMatching(/^Not checked/),
    });
  });

  it('says at its field that the Graph address has no version', async () => {
    const graphBaseUrl = String(open().settings.graphBaseUrl).replace(/\/v1\.0$/, '');
    const steps = told(await msTeams.checkConnection(open({ graphBaseUrl })));
    expect(failed(steps)).toMatchObject([{ id: 'graph-address', field: 'graphBaseUrl' }]);
  });

  it.each([
    ['7000215', () => ({ clientSecret: 'another' }), 'clientSecret'],
    ['7000222', () => ({ clientSecret: teams.app.expiredSecrets[0] ?? '' }), 'clientSecret'],
    ['700016', () => ({ clientId: 'another' }), 'clientId'],
    ['90002', () => ({ tenantId: 'another' }), 'tenantId'],
  ])('says AADSTS%s in plain words and points at the field', async (_number, wrong, field) => {
    const steps = told(await msTeams.checkConnection(open(wrong())));
    expect(failed(steps)).toMatchObject([{ id: 'credentials', field }]);
    expect(failed(steps)[0]?.detail).toContain('Microsoft says');
  });

  it('names the permission that is missing', async () => {
    teams.addUser({ email: ADA });
    teams.settings.applicationPermissions = [
      'User.Read.All',
      'OnlineMeetings.Read.All',
      'Files.ReadWrite.All',
    ];
    const details = failed(told(await msTeams.checkConnection(open()))).map(({ id, detail }) => [id, detail]);
    expect(details.map(([id]) => id)).toEqual(['calendar', 'recordings']);
    const steps = told(await msTeams.checkConnection(open()));
    expect(steps.find(({ id }) => id === 'transcripts')).toMatchObject({ outcome: 'warning' });
    expect(JSON.stringify(details)).toContain('Calendars.Read');
  });

  it('shows the cmdlets for an organiser and for everybody when the policy is missing', async () => {
    teams.addUser({ email: ADA });
    teams.settings.policy = 'some';
    const [step] = failed(told(await msTeams.checkConnection(open())));
    expect(step).toMatchObject({ id: 'access-policy' });
    expect(step?.detail).toMatch(/-Identity "[0-9a-f-]{36}".*-Global/s);
  });

  it('tests the app before anybody has signed in, and says what comes next', async () => {
    const steps = told(await msTeams.checkConnection(open(PERSON)));
    expect(failed(steps)).toEqual([]);
    expect(steps.find(({ id }) => id === 'sign-in')).toMatchObject({
      outcome: 'skipped',
      detail: 'Save the connector, then click “Login to Microsoft”.',
    });
  });

  it('shows who signed in and each permission', async () => {
    const ada = teams.addUser({ email: ADA });
    const permissions = [
      { name: 'User.Read', purpose: 'telling who signed in', granted: true },
      { name: 'Calendars.Read', purpose: 'finding meetings in the calendar', granted: false },
    ];
    const steps = told(await msTeams.checkConnection(open(PERSON, vaultOf(ada.id, permissions).vault)));
    expect(failed(steps).map(({ id }) => id)).toEqual(['permission:Calendars.Read']);
    expect(steps.some(({ label }) => label === `${ADA} has signed in`)).toBe(true);
  });

  it('passes for a person whose sign-in is good', async () => {
    const { account } = openAsAda();
    const steps = told(await msTeams.checkConnection(account));
    expect(steps.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id)).toEqual(['tenant']);
  });

  it('trap 5: warns two weeks before the client secret expires', async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const steps = told(await msTeams.checkConnection(open({ clientSecretExpiresOn: soon })));
    expect(steps.find(({ id }) => id === 'secret-expiry')).toMatchObject({ outcome: 'warning' });
  });
});

describe('signing in', () => {
  it('has the challenge of the published example of PKCE (RFC 7636, appendix B)', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('says the alert to the letter, and is needed for a person only', () => {
    expect(english(signsInManager.label)).toBe('Login to Microsoft');
    expect(english(signsInManager.alert)).toBe(
      'The superuser is not authorized. Click the button "Sign in to Microsoft"',
    );
    expect(signsInManager.isNeeded(open(PERSON).settings)).toBe(true);
    expect(signsInManager.isNeeded(open().settings)).toBe(false);
  });

  it('sends the browser to the tenant’s page with S256, state and form_post, and asks for no more than is switched on', () => {
    const account = open({ ...PERSON, mayDelete: false });
    const url = new URL(
      signsInManager.beginAt(account, {
        redirectUri: 'https://cms.example/back',
        state: 's',
        codeChallenge: 'c',
      }),
    );
    expect(url.pathname).toBe(`/${teams.app.tenantId}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'form_post',
      code_challenge: 'c',
      code_challenge_method: 'S256',
      state: 's',
    });
    expect(url.searchParams.get('scope')).not.toMatch(/Files|Artifact/);
    expect(url.searchParams.get('scope')).toMatch(/^offline_access openid profile /);
  });

  it('reads what was granted however Microsoft writes it, a broader right included', () => {
    const settings = { ...descriptorDefaults(), mayDelete: true };
    const names = (scope: string) =>
      grantedOf(settings, scope).flatMap(({ name, granted }) => (granted ? [name] : []));
    expect(names('openid https://graph.microsoft.com/User.Read calendars.readwrite')).toEqual([
      'User.Read',
      'Calendars.Read',
    ]);
    expect(names('Files.ReadWrite.All')).toEqual(['Files.ReadWrite']);
  });
});

const descriptorDefaults = () => ({
  authorizationType: 'user-delegated' as const,
  clientId: 'id',
  clientSecret: 'secret',
  tenantId: 'tenant',
  receiveAttendance: false,
  takeTranscripts: true,
  mayDelete: false,
  loginBaseUrl: 'https://login.microsoftonline.com',
  graphBaseUrl: 'https://graph.microsoft.com/v1.0',
});
