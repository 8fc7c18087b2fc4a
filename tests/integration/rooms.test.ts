import { createPublicKey } from 'node:crypto';
import type { RefusalDetails } from '../../contracts/common';
import type { EnterRoom, MakeRoomToken } from '../../contracts/rooms';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { english } from '../../contracts/messages/say';
import { startJaasEmulator, type JaasEmulator } from '../../emulators/jaas/emulator';
import { readToken } from '../../server/src/providers/jaas/join-tokens';
import { bootSite, type Site } from '../support/boot-site';
import { addMember, allow, authenticatedRole } from '../support/member';
import { ask } from '../../playground/client/ask';

/** E1: tokens for rooms, in the panel and on the site's own pages. */
let jaas: JaasEmulator;
let site: Site;
let connectorId: string;
let jwt = '';
const ROUTE = 'plugin::meeting-connectors.room-api.token';

beforeAll(async () => {
  jaas = await startJaasEmulator();
  site = await bootSite();
  connectorId = (await add('Rooms', {})).id;

  ({ token: jwt } = await addMember(site, 'Nadia'));
  expect((await enter({ room: 'nadia-lecture' })).status).toBe(403);
  await allow(site, await authenticatedRole(site), [ROUTE]);
});
afterAll(async () => {
  await site.stop();
  await jaas.stop();
});

const add = (name: string, settings: object, enabled = true) =>
  site.admin.addConnector({
    provider: 'jaas',
    enabled,
    options: { ...DEFAULT_CONNECTOR_OPTIONS, name, scheduleMinutes: null },
    settings: { ...jaas.connectorSettings, ...settings },
  });

async function enter(body: object, { id = connectorId, token = jwt } = {}) {
  const answer = await ask(site.url, 'POST', `/api/meeting-connectors/rooms/${id}/token`, {
    body,
    ...(token === '' ? {} : { token }),
  });
  return {
    status: answer.status,
    cache: answer.headers['cache-control'],
    data: answer.json<EnterRoom.Response>().data,
    text: answer.text,
  };
}
const publicKey = () => createPublicKey(jaas.app.privateKey);
const reading = (token: string) => {
  const read = readToken(token, publicKey(), Date.now());
  if (read.outcome !== 'good') throw new Error(english(read.reason));
  return read;
};

describe('on the site’s own pages', () => {
  it('a signed-in user gets a token that the room accepts, with the rights of the site’s rule', async () => {
    const own = await enter({ room: 'Nadia-Lecture' });
    expect(own).toMatchObject({
      status: 200,
      cache: 'no-store',
      data: { rights: { moderator: true, recording: true } },
    });
    expect(reading(own.data.token)).toMatchObject({
      room: 'nadia-lecture',
      moderator: true,
      features: ['recording', 'transcription'],
      user: {
        name: 'Nadia',
        email: 'nadia@example.com',
        id: expect.stringMatching(/^member-\d+$/) as string,
      },
    });
    expect(own.data.embed).toEqual({
      scriptUrl: `${jaas.baseUrl}/${jaas.app.appId}/external_api.js`,
      domain: new URL(jaas.baseUrl).host,
      roomName: `${jaas.app.appId}/nadia-lecture`,
    });
    expect((await fetch(own.data.joinUrl)).status).toBe(200);
    const other = await enter({ room: 'tomas-lecture' });
    expect(other.data.rights).toEqual({ moderator: false, recording: false });
    expect(reading(other.data.token)).toMatchObject({ moderator: false, features: [] });
  });

  it('a rule that throws gives neither right, and says so in the log', async () => {
    process.env.PLAYGROUND_ROOM_RULE = 'broken';
    try {
      const { data } = await enter({ room: 'nadia-lecture' });
      expect(data.rights).toEqual({ moderator: false, recording: false });
      expect(reading(data.token)).toMatchObject({ moderator: false, features: [] });
      expect(site.logs()).toContain('the rule of this site is broken');
    } finally {
      delete process.env.PLAYGROUND_ROOM_RULE;
    }
  });

  it('both switches of the connector override the rule', async () => {
    const all = await add('All moderators', { allModerators: true });
    expect((await enter({ room: 'tomas-x' }, { id: all.id })).data.rights).toEqual({
      moderator: true,
      recording: true,
    });
    const none = await add('No recording', { recordingAllowed: false });
    expect((await enter({ room: 'nadia-x' }, { id: none.id })).data.rights).toEqual({
      moderator: true,
      recording: false,
    });
  });

  it('nobody else gets one: without a session, with an API token, or for a connector that is off or missing', async () => {
    expect((await enter({ room: 'nadia-x' }, { token: '' })).status).toBe(403);
    const tokens = site.strapi.service('admin::api-token') as unknown as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({
      name: 'all',
      type: 'full-access',
      description: '',
      lifespan: null,
    });
    expect((await enter({ room: 'nadia-x' }, { token: accessKey })).status).toBe(403);
    const off = await add('Off', {}, false);
    expect((await enter({ room: 'nadia-x' }, { id: off.id })).status).toBe(404);
    expect((await enter({ room: 'nadia-x' }, { id: '999999' })).status).toBe(404);
  });

  it('an invalid room is refused with a message, and so are unknown fields', async () => {
    expect((await enter({ room: 'a/b' })).text).toContain('can’t be the name of a room');
    for (const body of [{}, { room: '' }, { room: 'x', moderator: true }, { room: 'x', user: { id: 1 } }]) {
      expect((await enter(body)).status).toBe(400);
    }
  });
});

describe('in the panel', () => {
  const make = (body: object) =>
    site.admin.call<MakeRoomToken.Response>('POST', `/connectors/${connectorId}/room-token`, body);
  const person = { room: 'open-evening', name: 'Tomas Vrba' };

  it('a manager makes a link for somebody, within the connector’s switches', async () => {
    const { status, body } = await make({
      ...person,
      email: 'tomas@example.com',
      moderator: true,
      recording: true,
    });
    expect([status, body.data.rights]).toEqual([200, { moderator: true, recording: true }]);
    const entered = await fetch(body.data.joinUrl);
    expect(await entered.text()).toContain('Tomas Vrba');
    const guest = await make({ ...person, moderator: false, recording: true });
    expect(guest.body.data.rights).toEqual({ moderator: false, recording: false });
  });

  it('shows the public half of the key, and never the private one', async () => {
    const { body } = await site.admin.call<{ data: { publicKey: string } }>(
      'GET',
      `/connectors/${connectorId}/room-key`,
    );
    expect(createPublicKey(body.data.publicKey).equals(publicKey())).toBe(true);
    expect(JSON.stringify(body)).not.toContain('PRIVATE');
  });

  it('says so where there is no key', async () => {
    const { status, body } = await site.admin.call<{ error: { details: RefusalDetails } }>(
      'GET',
      '/connectors/999999/room-key',
    );
    expect([status, english(body.error.details.said)]).toEqual([
      404,
      'This does not exist, or no longer exists.',
    ]);
  });
});
