import { createHmac } from 'node:crypto';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING } from '../support/doors';
import { addressOf } from '../support/hook-site';
import { connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const EXISTING = 'ada@school.example';
const BLOCKED = 'blocked@school.example';
const UNKNOWN = 'nobody@school.example';
const TWICE = 'twin@school.example';
const PEOPLE = [EXISTING, BLOCKED, UNKNOWN, TWICE];

describe('fault 74: no outsider learns who is a user of the site', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  async function addUsers(site: Site) {
    const query = site.strapi.db.query('admin::user');
    const role = (await site.strapi.db
      .query('admin::role')
      .findOne({ where: { code: 'strapi-author' } })) as { id: number };
    const add = (email: string, isActive = true) =>
      query.create({ data: { email, firstname: 'A', lastname: 'B', isActive, roles: [role.id] } });
    await add(EXISTING);
    await add(BLOCKED, false);
    await add(TWICE);
    await add(TWICE.toUpperCase());
  }

  it('from the answer to an event, genuine or not, because it is sent before any user is looked up', async () => {
    const site = await bootSite({ pluginConfig: { ...IMPATIENT, jobs: { enabled: false } } });
    try {
      await addUsers(site);
      const connector = await site.admin.addConnector(connectorBody(zoom, { publishAs: 'host' }));
      const address = await addressOf(site, connector.id);
      const asked: string[] = [];
      const listen = ({ sql }: { sql: string }) => {
        if (/admin_users|up_users|mc_hosts/.test(sql)) asked.push(sql);
      };
      const answersTo = async (host: string, secret: string) => {
        const body = JSON.stringify({
          event: 'recording.completed',
          event_ts: Date.now(),
          payload: {
            account_id: zoom.account.accountId,
            object: { uuid: `${host}/==`, id: 1, host_id: 'h', host_email: host, topic: 'Week 5' },
          },
        });
        const timestamp = String(Math.floor(Date.now() / 1000));
        const mark = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
        const answer = await fetch(address, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-zm-request-timestamp': timestamp,
            'x-zm-signature': `v0=${mark}`,
          },
          body,
        });
        const headers = [...answer.headers]
          .filter(([name]) => !/^(date|x-response-time|etag)$/.test(name))
          .sort();
        return JSON.stringify([answer.status, await answer.text(), headers]);
      };
      site.strapi.db.connection.on('query', listen);
      for (const secret of [String(zoom.connectorSettings.webhookSecret), 'of-somebody-else']) {
        const answers = new Set<string>();
        for (const host of PEOPLE) answers.add(await answersTo(host, secret));
        expect([...answers]).toHaveLength(1);
      }
      site.strapi.db.connection.removeListener('query', listen);
      expect(asked).toEqual([]);
    } finally {
      await site.stop();
    }
  });

  it('from the recordings in the content API, whoever became their author', async () => {
    const site = await bootSite({ pluginConfig: IMPATIENT });
    const own = await startZoomEmulator({});
    try {
      await addUsers(site);
      for (const role of (await site.strapi.db.query('plugin::users-permissions.role').findMany({})) as {
        id: number;
      }[])
        for (const action of ['find', 'findOne'])
          await site.strapi.db
            .query('plugin::users-permissions.permission')
            .create({ data: { action: `${RECORDING}.${action}`, role: role.id } });
      // One instant for all: five readings of the clock can fall into two seconds, which would look like a difference.
      const startedAt = daysAgo(2);
      for (const email of [...PEOPLE, 'ada@elsewhere.example']) {
        const { id } = own.addUser({ email, firstName: 'Some', lastName: 'Host' });
        own.addMeeting({
          hostId: id,
          topic: 'Week 5',
          startedAt,
          segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000, seed: 'same' }] }],
        });
      }
      const connector = await site.admin.addConnector(
        connectorBody(own, {
          publishAs: 'host',
          publishStatus: 'published',
          hostDomains: ['school.example'],
          publish: { visibility: 'public' },
          importSince: daysAgo(5).slice(0, 10),
        }),
      );
      await site.admin.runEnded(connector.id);
      await site.admin.must('POST', `/connectors/${connector.id}/preview`);
      await site.admin.must('POST', `/connectors/${connector.id}/confirm-accounts`, { accounts: 1 });
      await until(
        () => site.admin.imports(connector.id),
        (rows) => rows.length === 5 && rows.every(({ status }) => status === 'done'),
      );
      const answer = await fetch(
        `${site.url}/api/meeting-connectors/recordings?populate=*&pagination[pageSize]=100`,
      );
      const { data } = (await answer.json()) as { data: Record<string, unknown>[] };
      expect(data).toHaveLength(5);
      // What differs from one to the other is theirs alone: ids, times, and the file.
      const UNLIKE = ['id', 'documentId', 'occurrenceId', 'room', 'createdAt', 'updatedAt', 'publishedAt'];
      const shapes = data.map((entry) =>
        JSON.stringify(
          Object.fromEntries(
            Object.entries(entry).filter(([name]) => !UNLIKE.includes(name) && name !== 'video'),
          ),
        ),
      );
      expect(new Set(shapes).size).toBe(1);
      expect(JSON.stringify(data)).not.toMatch(/example|createdBy|authorUserId/);
    } finally {
      await site.stop();
      await own.stop();
    }
  });
});
