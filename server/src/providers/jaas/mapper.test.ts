import fc from 'fast-check';
import { segmentsOf } from '../../domain/segments';
import type { Delivery } from '../webhook';
import { peopleOf } from '../../../../emulators/contract/people';
import { assemble } from './mapper';
import { receivesWebhooks } from './webhook';
import { seen } from './seen';

const APP = 'vpaas-magic-cookie-96f0941768964ab380ed0fbada7a502f';
const SESSION = 'c3348153-1027-4382-afad-5ae91b433c26';
const START = Date.parse('2026-02-10T23:30:00Z');
const TOLD = START + 10 * 60_000;
const HOUR = 3_600_000;

let keys = 0;
const told = (eventType: string, data: object = {}, over: object = {}): Delivery => ({
  eventType,
  subject: SESSION,
  receivedAtMs: TOLD + 60_000,
  method: 'POST',
  query: '',
  rawBody: Buffer.from(
    JSON.stringify({
      idempotencyKey: `key-${(keys += 1)}`,
      appId: APP,
      eventType,
      sessionId: SESSION,
      timestamp: TOLD,
      fqn: `${APP}/Weekly-Lecture`,
      data,
      ...over,
    }),
  ),
});
const link = (id: string, name = 'room.mp4') =>
  `https://objectstorage.us-phoenix-1.oraclecloud.com/p/t0ken-${id}/n/space/b/vpaas-recordings-x/o/${APP}/${id}/${name}`;
const uploaded = (id: string, startMs = START, over: object = {}, envelope: object = {}) =>
  told(
    'RECORDING_UPLOADED',
    {
      preAuthenticatedLink: link(id),
      participants: [{ id: 'strapi:user:7', name: 'Nadia B.' }],
      initiatorId: 'strapi:user:7',
      durationSec: 300,
      startTimestamp: startMs,
      endTimestamp: startMs + 300_000,
      recordingSessionId: id,
      ...over,
    },
    envelope,
  );
const joined = (id: string, over: object = {}) =>
  told('PARTICIPANT_JOINED', {
    id,
    name: 'Nadia Berg',
    email: 'nadia@example.com',
    participantJid: 'aa-bb@8x8.vc',
    participantFullJid: 'aa-bb@8x8.vc/cc',
    participantId: 'cc',
    moderator: 'true',
    ...over,
  });
const put = (deliveries: Delivery[], settings: Record<string, string> = {}) =>
  assemble(deliveries, settings, peopleOf(receivesWebhooks, deliveries));

describe('a recording that 8x8 announced', () => {
  it('trap 9: is an occurrence by its session, named after room and day, with the link beside it', () => {
    const { occurrence, links, awaitedSinceMs } = put([uploaded('r1')]);
    expect(occurrence).toEqual({
      id: SESSION,
      meetingId: 'Weekly-Lecture',
      title: 'Weekly-Lecture 2026-02-10',
      startedAt: '2026-02-10T23:30:00Z',
      host: { id: 'strapi:user:7', name: 'Nadia B.' },
      files: [
        {
          key: 'recording:r1',
          kind: 'video',
          view: 'recording',
          extension: 'mp4',
          startedAt: '2026-02-10T23:30:00Z',
          endedAt: '2026-02-10T23:35:00Z',
          ready: true,
          segmentKey: expect.stringMatching(/^2026-02-10T23:30:00Z\//) as string,
          expiresAt: new Date(TOLD + 24 * HOUR).toISOString().replace('.000', ''),
        },
      ],
    });
    expect(links).toEqual({ 'recording:r1': link('r1') });
    expect(JSON.stringify(occurrence)).not.toContain('t0ken');
    expect(awaitedSinceMs).toEqual([]);
  });

  it('has the day of the connector’s zone, and UTC for one that is none', () => {
    expect(put([uploaded('r1')], { timezone: 'Europe/Berlin' }).occurrence).toMatchObject({
      title: 'Weekly-Lecture 2026-02-11',
      timezone: 'Europe/Berlin',
    });
    expect(put([uploaded('r1')], { timezone: 'Mars/Base' }).occurrence?.title).toBe(
      'Weekly-Lecture 2026-02-10',
    );
  });

  it.each([
    ['100%', '100%'],
    ['Gr%C3%B6%C3%9Fe%20eins', 'Größe eins'],
    ['a/b', 'a/b'],
    ['Зустріч', 'Зустріч'],
    ['x'.repeat(300), 'x'.repeat(300)],
  ])('takes the room from fqn, not from the file: %s', (inFqn, room) => {
    const event = uploaded(
      'r1',
      START,
      { preAuthenticatedLink: link('r1', 'other_2020-01-01.mp4') },
      { fqn: `${APP}/${inFqn}` },
    );
    expect(put([event]).occurrence).toMatchObject({ meetingId: room, title: `${room} 2026-02-10` });
  });

  it('has the host with the address from PARTICIPANT_JOINED', () => {
    const host = { id: 'strapi:user:7', email: 'nadia@example.com', name: 'Nadia Berg' };
    expect(
      put([uploaded('r1'), joined('strapi:user:7'), joined('other', { email: 'x@y.z' })]).occurrence?.host,
    ).toEqual(host);
    expect(
      put([uploaded('r1', START, { initiatorId: undefined }), joined('strapi:user:7')]).occurrence,
    ).not.toHaveProperty('host');
  });

  it('is complete without participants, appId, recordingSessionId, and with numbers as text', () => {
    const bare = uploaded(
      'r9',
      START,
      {
        participants: undefined,
        recordingSessionId: undefined,
        durationSec: '300',
        startTimestamp: String(START),
        endTimestamp: String(START + 300_000),
      },
      { appId: undefined, timestamp: String(TOLD) },
    );
    const { occurrence } = put([bare]);
    // The folder in 8x8's storage bears the id that the event leaves out.
    expect(occurrence?.files).toMatchObject([{ key: 'recording:r9', startedAt: '2026-02-10T23:30:00Z' }]);
  });

  it('without times started its length before its event', () => {
    const { occurrence } = put([uploaded('r1', START, { startTimestamp: null, endTimestamp: 0 })]);
    expect(occurrence?.startedAt).toBe(new Date(TOLD - 300_000).toISOString().replace('.000', ''));
  });

  it('without id, folder or object is identified by its event, and stays one when it is announced again', () => {
    const odd = { preAuthenticatedLink: 'https://8x8.vc/', recordingSessionId: '' };
    const event = uploaded('r1', START, odd, { idempotencyKey: 'the-event' });
    expect(put([event, event]).occurrence?.files.map(({ key }) => key)).toEqual(['recording:the-event']);
  });

  it('may have its times in seconds', () => {
    const times = { startTimestamp: START / 1000, endTimestamp: START / 1000 + 300 };
    const event = uploaded('r1', START, times, { timestamp: TOLD / 1000 });
    expect(put([event])).toEqual(put([uploaded('r1')]));
  });

  it('announced again with a new link keeps its place and gets the new link', () => {
    const again = uploaded(
      'r1',
      START + 1_000,
      { preAuthenticatedLink: link('r1', 'new.mp4') },
      { timestamp: TOLD + HOUR },
    );
    const { occurrence, links } = put([again, uploaded('r1')]);
    expect(occurrence?.files).toHaveLength(1);
    expect(occurrence?.files[0]).toMatchObject({
      startedAt: '2026-02-10T23:30:00Z',
      expiresAt: '2026-02-12T00:40:00Z',
    });
    expect(links).toEqual({ 'recording:r1': link('r1', 'new.mp4') });
  });

  it.each([
    ['within a week', TOLD + 48 * HOUR, TOLD + 48 * HOUR],
    ['after a week, a mistake of units', TOLD + 8 * 24 * HOUR, TOLD + 24 * HOUR],
    ['before the event', TOLD - HOUR, TOLD + 24 * HOUR],
  ])('lasts until the end of its link, or for 24 hours: %s', (_which, linkExpiration, expiresAtMs) => {
    const { occurrence } = put([uploaded('r1', START, { linkExpiration })]);
    expect(Date.parse(occurrence?.files[0]?.expiresAt ?? '')).toBe(expiresAtMs);
  });

  it('trap 10: does not exist without a link, and an excerpt or a document is not a recording', () => {
    for (const deliveries of [
      [],
      [uploaded('r1', START, { preAuthenticatedLink: undefined })],
      [uploaded('r1', START, { preAuthenticatedLink: 'no link' })],
      [told('VIDEO_SEGMENT_UPLOADED', { preAuthenticatedLink: link('r1'), recordingSessionId: 'r1' })],
      [told('CHAT_UPLOADED', { preAuthenticatedLink: link('c') })],
    ]) {
      expect(put(deliveries)).toEqual({ links: {}, awaitedSinceMs: [] });
    }
  });

  it('can be announced as CERTIFIED_REC_UPLOADED', () => {
    const certified = told('CERTIFIED_REC_UPLOADED', {
      preAuthenticatedLink: link('r1'),
      durationSec: 10,
      recordingSessionId: 'r1',
    });
    expect(put([certified]).occurrence?.files).toHaveLength(1);
  });
});

describe('several recordings of one session', () => {
  const deliveries = [
    uploaded('r2', START + 30 * 60_000),
    uploaded('r1'),
    joined('strapi:user:7'),
    told('CHAT_UPLOADED', { preAuthenticatedLink: link('chat', 'chat.json') }),
    told('TRANSCRIPTION_UPLOADED', { preAuthenticatedLink: link('t', 'transcript.vtt') }),
    told('RECORDING_STARTED'),
    told('RECORDING_ENDED', {}, { timestamp: START + 300_000 }),
    told('ROOM_CREATED', { isBreakout: true, breakoutRoomId: 'b1' }),
    told('ROOM_DESTROYED', { isBreakout: 'true', breakoutRoomId: 'b1' }),
  ];

  it('are segments in the order of their starts; the chat belongs to each, the transcript to one', () => {
    const segments = segmentsOf(put(deliveries).occurrence ?? { files: [], startedAt: '' }, []);
    expect(segments.map(({ main, extras }) => [main.key, ...extras.map(({ kind }) => kind)])).toEqual([
      ['recording:r1', 'chat', 'transcript'],
      ['recording:r2', 'chat'],
    ]);
    expect(segments[0]?.extras.map(({ extension }) => extension)).toEqual(['json', 'vtt']);
  });

  it('that started in the same second stay two', () => {
    const { occurrence } = put([uploaded('r1'), uploaded('r2')]);
    expect(segmentsOf(occurrence ?? { files: [], startedAt: '' }, [])).toHaveLength(2);
  });

  it('fault 55: are the same in any order and with any repetition of the events', () => {
    const expected = put(deliveries);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...deliveries, ...deliveries], { minLength: deliveries.length * 2 }),
        (some) => {
          const again = put(some);
          expect(again.links).toEqual(expected.links);
          expect(again.awaitedSinceMs).toEqual(expected.awaitedSinceMs);
          expect(again.occurrence).toEqual(expected.occurrence);
        },
      ),
    );
  });

  it('name the people of the chat by every address that the file may use', () => {
    expect(put(deliveries).occurrence?.names).toEqual({
      'aa-bb@8x8.vc': 'Nadia Berg',
      'aa-bb@8x8.vc/cc': 'Nadia Berg',
      cc: 'Nadia Berg',
    });
    const hostile = joined('x', { participantId: '__proto__', name: 'Proto' });
    expect(Object.keys(put([...deliveries, hostile]).occurrence?.names ?? {})).toContain('__proto__');
  });
});

describe('recordings that ended and were not announced', () => {
  const ended = (atMs: number) => told('RECORDING_ENDED', {}, { timestamp: atMs });

  it('are awaited since their end', () => {
    expect(
      put([told('RECORDING_STARTED', {}, { timestamp: START }), ended(START + 300_000)]).awaitedSinceMs,
    ).toEqual([START + 300_000]);
    expect(put([told('RECORDING_STARTED', {}, { timestamp: START })]).awaitedSinceMs).toEqual([]);
  });

  it('are those without an announcement near their end', () => {
    const ends = [ended(START + 301_000), ended(START + HOUR), ended(START + 2 * HOUR)];
    expect(put([...ends, uploaded('r1'), uploaded('r3', START + 2 * HOUR - 300_000)]).awaitedSinceMs).toEqual(
      [START + HOUR],
    );
  });

  it('ended with the room if nobody stopped them', () => {
    const started = told('RECORDING_STARTED', {}, { timestamp: START });
    const closed = told('ROOM_DESTROYED', { isBreakout: false }, { timestamp: START + HOUR });
    const breakout = told('ROOM_DESTROYED', { isBreakout: true }, { timestamp: START + 1_000 });
    expect(put([started, breakout]).awaitedSinceMs).toEqual([]);
    expect(put([closed, breakout, started]).awaitedSinceMs).toEqual([START + HOUR]);
    expect(put([closed, started, uploaded('r1')]).awaitedSinceMs).toEqual([]);
  });
});

it('events of any shape are assembled without an error', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (odd) => {
      const events = odd.flatMap((data) => [
        told('RECORDING_UPLOADED', {
          preAuthenticatedLink: link('x'),
          startTimestamp: data,
          participants: data,
        }),
        told('PARTICIPANT_JOINED', data as object),
        told('CHAT_UPLOADED', { preAuthenticatedLink: data }),
      ]);
      put(events);
    }),
  );
});

describe('a link that a page saw', () => {
  const settings = {
    appId: APP,
    keyId: '',
    privateKey: '',
    linkHosts: ['.oraclecloud.com'],
    baseUrl: 'https://8x8.vc',
  };
  const name = 'weekly_2026-02-10-23-30-00.mp4';
  const STORAGE = 'https://objectstorage.us-phoenix-1.oraclecloud.com';
  const PLACE = `${STORAGE}/n/space/b/vpaas-recordings-x/o/${APP}`;
  const tell = (over: object = {}, of: typeof settings & { linkStorages?: string[] } = settings) =>
    seen(of, {
      link: link('r1', name),
      room: 'Weekly-Lecture',
      session: SESSION,
      atMs: TOLD,
      places: [PLACE],
      ...over,
    });
  const saw = (over: object = {}): Delivery => {
    const { eventType, subject, rawBody } = tell(over);
    return { eventType, subject, rawBody, receivedAtMs: TOLD, method: 'POST', query: '' };
  };
  const toldBy = (...deliveries: Delivery[]) => put(deliveries).told?.map(({ occurrence }) => occurrence);

  it('is a recording of its own, proven by nobody, that starts at the time in its name', () => {
    const first = put([saw()]);
    expect([first.occurrence, first.links, first.places]).toEqual([undefined, {}, undefined]);
    expect(first.told).toMatchObject([
      {
        occurrence: {
          unproven: true,
          title: 'weekly 2026-02-10',
          meetingId: 'weekly',
          startedAt: '2026-02-10T23:30:00Z',
          files: [{ key: 'recording:r1', expiresAt: '2026-02-11T23:40:00Z' }],
        },
        links: { 'recording:r1': link('r1', name) },
      },
    ]);
    const odd = saw({ link: link('r1', 'weekly_2020-01-01-00-00-00.mp4'), ttlSeconds: 3600 });
    expect(toldBy(odd)).toMatchObject([
      { startedAt: '2026-02-10T23:40:00Z', files: [{ expiresAt: '2026-02-11T00:40:00Z' }] },
    ]);
    expect(toldBy(saw({ ttlSeconds: 48 * 3600 }))).toMatchObject([
      { files: [{ expiresAt: '2026-02-11T23:40:00Z' }] },
    ]);
  });

  it('is never a part of the meeting that it names, and takes no room from the page', () => {
    const event = uploaded('r1', START + 5_000);
    const foreign = saw({ link: link('r9', 'secret-talk_2026-02-10-22-00-00.mp4') });
    const alone = put([event]);
    for (const deliveries of [
      [event, foreign],
      [foreign, event],
    ]) {
      const { told, ...rest } = put(deliveries);
      expect(rest).toEqual(alone);
      expect(told).toMatchObject([
        { occurrence: { unproven: true, meetingId: 'secret-talk', files: [{ key: 'recording:r9' }] } },
      ]);
      expect(told?.[0]?.occurrence.id).not.toBe(SESSION);
    }
  });

  it('and the event of the same recording are one, with the facts of 8x8, whichever came first', () => {
    const event = uploaded('r1', START + 5_000, { preAuthenticatedLink: link('r1', name) });
    for (const deliveries of [
      [event, saw()],
      [saw(), event],
    ]) {
      expect(put(deliveries)).toEqual(put([event]));
    }
    expect(put([event]).formerIds).toEqual(toldBy(saw())?.map(({ id }) => id));
    expect(put([event], { appId: APP }).places).toEqual([PLACE]);
  });

  it('has one key for all repetitions', () => {
    const { idempotencyKey } = tell();
    expect(tell({ room: 'b', atMs: TOLD + 1 }).idempotencyKey).toBe(idempotencyKey);
    expect(tell({ link: link('r2', name) }).idempotencyKey).not.toBe(idempotencyKey);
  });

  const good = link('r1', name);
  const to = (from: string, other: string) => good.replace(from, other);
  it.each([
    ['another host', 'https://evil.example/p/t/n/n/b/b/o/a.mp4'],
    ['a host that looks alike', to('.oraclecloud.com', '.oraclecloud.com.evil.example')],
    ['a host that ends alike', to('objectstorage.us-phoenix-1.oraclecloud.com', 'evil-oraclecloud.com')],
    ['a host with a look-alike letter', to('oraclecloud', 'oracleсloud')],
    ['another region', to('us-phoenix-1', 'eu-frankfurt-1')],
    ['a host below it', to('https://', 'https://evil.')],
    ['a host with a dot at its end', to('.com/', '.com./')],
    ['a host of bytes', 'https://[::1]/p/t/n/space/b/vpaas-recordings-x/o/a.mp4'],
    ['another namespace', to('/n/space/', '/n/evil/')],
    ['another bucket', to('vpaas-recordings-x', 'vpaas-recordings-y')],
    ['a bucket with more in front', to('/b/vpaas', '/b/evil-vpaas')],
    ['a bucket in capitals', to('vpaas-recordings-x', 'VPAAS-recordings-x')],
    ['a namespace in capitals', to('/n/space/', '/n/SPACE/')],
    ['an encoded bucket', to('vpaas-recordings-x', 'vpaas%2Drecordings-x')],
    ['an encoded slash after the bucket', to('recordings-x/o/', 'recordings-x%2F..%2Fevil/o/')],
    ['an encoded namespace', to('/n/space/', '/n/sp%61ce/')],
    ['dots that lead to another bucket', to('/o/', '/o/../../evil/o/')],
    ['encoded dots that lead to another bucket', to('/o/', '/o/%2e%2e/%2e%2e/evil/o/')],
    ['encoded dots and slashes in the object', to(`/${APP}/`, `/${APP}/..%2F..%2Fother-app/`)],
    ['twice encoded dots', to(`/o/${APP}`, '/o/%252e%252e')],
    ['backslashes that lead elsewhere', to('/o/', '\\..\\..\\evil\\o\\')],
    ['an empty part in the object', to(`/${APP}/`, `/${APP}//`)],
    ['the storage named in the secret part', to('/p/', '/p/x/n/evil/b/evil/o/')],
    ['the storage named in the object', `${STORAGE}/p/t/n/evil/b/evil/o${new URL(good).pathname}`],
    ['another app', to(`/o/${APP}`, '/o/vpaas-magic-cookie-other')],
    ['an app that begins alike', to(`/o/${APP}`, `/o/${APP}0`)],
    ['a user', to('https://', 'https://user@')],
    ['a user and a password', to('https://', 'https://objectstorage.us-phoenix-1.oraclecloud.com:x@')],
    ['a user that looks like the host', `https://${new URL(good).host}@evil.example/p/t/n/a/b/b/o/a.mp4`],
    ['another port', to('.com/', '.com:8443/')],
    ['no encryption', to('https:', 'http:')],
    ['a query', `${good}?x=1`],
    ['a fragment', `${good}#x`],
    ['another form of address', `${STORAGE}/n/space/b/vpaas-recordings-x/o/${APP}/a.mp4`],
    ['a listing of the bucket', `${STORAGE}/p/t/n/space/b/vpaas-recordings-x/o/`],
    ['the folder of the app', `${STORAGE}/p/t/n/space/b/vpaas-recordings-x/o/${APP}/`],
    ['no path', 'https://x.oraclecloud.com/'],
    ['no link', 'no link'],
  ])('is refused with %s', (_what, bad) => {
    expect(bad).not.toBe(good);
    expect(() => tell({ link: bad })).toThrow(expect.objectContaining({ failure: 'refused' }));
  });

  it.each([
    [
      'a host in capitals',
      to('objectstorage.us-phoenix-1.oraclecloud.com', 'ObjectStorage.US-Phoenix-1.OracleCloud.com'),
    ],
    ['the port of https', to('.com/', '.com:443/')],
  ])('may have %s, which is the same address', (_what, same) => {
    expect(tell({ link: same }).idempotencyKey).toBe(tell().idempotencyKey);
    expect(JSON.parse(tell({ link: same }).rawBody.toString())).toMatchObject({
      data: { preAuthenticatedLink: good },
    });
  });

  it('is refused before any event named its storage, unless a manager entered it', () => {
    const refusedAs = (code: string) => expect.objectContaining({ failure: 'refused', code });
    expect(() => tell({ places: [] })).toThrow(refusedAs('unknown-storage'));
    const elsewhere = PLACE.replace(APP, 'vpaas-magic-cookie-other');
    expect(() => tell({ places: [elsewhere] })).toThrow(refusedAs('unknown-storage'));
    const entered = `${STORAGE}/n/space/b/vpaas-recordings-x`;
    for (const linkStorages of [[entered], ['nonsense', `${entered}/`]])
      expect(tell({ places: [] }, { ...settings, linkStorages }).subject).toBe(SESSION);
    for (const linkStorages of [
      [STORAGE],
      [`${entered}-y`],
      [`${STORAGE}/n/space`],
      [entered.replace('https', 'http')],
    ])
      expect(() => tell({ places: [] }, { ...settings, linkStorages })).toThrow(refusedAs('unknown-storage'));
  });

  it('names no storage, and neither do events about another app', () => {
    const other = link('r1', name).replace(`/o/${APP}`, '/o/vpaas-magic-cookie-other');
    const all = [saw(), uploaded('r1', START, { preAuthenticatedLink: other })];
    expect(put(all, { appId: APP }).places).toBeUndefined();
  });
});
