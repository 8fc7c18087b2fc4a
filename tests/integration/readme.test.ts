import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readerToken } from '../../scripts/reader-token';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';
import { ask } from '../../playground/client/ask';

const README = readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');
const IMPORTING = readFileSync(path.join(__dirname, '..', '..', 'docs', 'importing.md'), 'utf8');
const section = README.slice(README.indexOf('## Recordings on your site'));

/** The first code block of the section that contains these words. */
const block = (words: string): string => {
  const found = [...section.matchAll(/```\w*\n([\s\S]*?)```/g)].find(([, code]) => code?.includes(words));
  if (found?.[1] === undefined) throw new Error(`the README has no block with ${words}`);
  return found[1];
};

interface Found {
  title: string;
  startedAt: string;
  video: { url: string } | null;
}

describe('the first queries of the README, right after the first import (F2)', () => {
  let site: Site;
  let zoom: Zoom;
  let token: string;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
    const host = addHost(zoom);
    zoom.addMeeting({
      hostId: host.id,
      topic: 'First lecture',
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: 50_000, seed: 'readme' }] }],
    });
    // Published, as the README says. The other values are the form's defaults.
    const connector = await site.admin.addConnector(connectorBody(zoom, { publishStatus: 'published' }));
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    token = await readerToken(site.admin, site.url);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  /** The command of the README, with the site's address. */
  const rest = async (as: { token?: string }) => {
    const [, url = ''] = /"http:\/\/localhost:1337(\/[^"]*)"/.exec(block('curl')) ?? [];
    expect(url).toContain('/recordings?');
    return await ask(site.url, 'GET', url, as);
  };
  const found = (titles: Found[]) => {
    expect(titles.map(({ title }) => title)).toEqual(['First lecture']);
    expect(titles[0]?.video?.url).toMatch(/^\/uploads\//);
  };

  it('REST shows the private recording to an API token', async () => {
    expect(block('curl')).toContain('-H "Authorization: Bearer $TOKEN"');
    const answer = await rest({ token });
    expect(answer.status).toBe(200);
    found(answer.json<{ data: Found[] }>().data);
  });

  it('GraphQL does too', async () => {
    const query = block('meetingConnectorsRecordings');
    const answer = await ask(site.url, 'POST', '/graphql', { token, body: { query } });
    const body = answer.json<{ data?: { meetingConnectorsRecordings: Found[] } }>();
    found(body.data?.meetingConnectorsRecordings ?? []);
  });

  it('a visitor sees it after it is public and the role Public has the right find, as the README says', async () => {
    expect((await rest({})).status).toBe(403);
    const role = await site.strapi.db
      .query('plugin::users-permissions.role')
      .findOne({ where: { type: 'public' } });
    await site.strapi.db
      .query('plugin::users-permissions.permission')
      .create({ data: { action: 'plugin::meeting-connectors.recording.find', role: role.id } });
    const titles = async () => (await rest({})).json<{ data: Found[] }>().data;
    expect(await titles()).toEqual([]);
    await site.strapi.db
      .query('plugin::meeting-connectors.recording')
      .updateMany({ where: {}, data: { visibility: 'public' } });
    found(await titles());
  });

  it('the service that the page about importing calls from code is there', () => {
    const [, call = ''] = /service\('verification'\)\.(\w+)\(\)/.exec(IMPORTING) ?? [];
    const service: unknown = site.strapi.plugin('meeting-connectors').service('verification');
    expect(typeof Reflect.get(service as object, call)).toBe('function');
  });
});
