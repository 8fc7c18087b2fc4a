import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import { HOUR_MS } from '../domain/instant';
import type { ConnectorRow } from '../ledger/database';
import { openAlerts, type Alerts } from './alerts';
import { openOutbox } from './outbox';
import type { MailTemplates } from './templates';

const HERE = 'https://cms.example.com';
const PROBLEM = { code: 'invalid-client', what: 'Zoom rejected the secret.' };

describe('alerts', () => {
  let database: MemoryDatabase;
  let alerts: Alerts;
  let nowMs: number;
  /** Active admin users of the site; whoever is in `managers` may manage connectors. */
  let users: { id: number; email: string }[];
  let managers: { id: number; email: string }[];
  let warnings: string[];
  /** Why accounts of hosts can't be made. */
  let refused: ConnectorError | undefined;

  interface Query {
    where: { id?: number; email?: unknown };
  }
  const strapi = {
    config: { get: () => 'https://cms.example.com/admin' },
    plugin: () => undefined,
    db: {
      query: () => ({
        findOne: ({ where }: Query) => Promise.resolve(users.find(({ id }) => id === where.id) ?? null),
        findMany: ({ where }: Query) => Promise.resolve(where.email === undefined ? managers : []),
      }),
    },
  } as unknown as Core.Strapi;

  const mails = async () =>
    (await database.mails.find({})).map(({ recipient, template }) => `${template} to ${recipient}`);
  const addConnector = (over: Partial<ConnectorRow> = {}) =>
    database.connectors.insert({
      hookKey: String(Math.random()),
      provider: 'zoom',
      name: 'Zoom of the faculty',
      settings: {},
      options: { scheduleMinutes: 60, hostEmails: [] as string[] } as ConnectorRow['options'],
      enabled: true,
      environment: HERE,
      configuredById: 1,
      lastSucceededAtMs: nowMs,
      ...over,
    });

  beforeEach(async () => {
    database = await memoryDatabase({ name: HERE, former: [] });
    nowMs = await database.now();
    users = [{ id: 1, email: 'ada@school.example' }];
    managers = [
      { id: 2, email: 'noor@school.example' },
      { id: 3, email: 'ines@school.example' },
    ];
    warnings = [];
    refused = undefined;
    const logger = { warn: (text: string) => void warnings.push(text) };
    const outbox = openOutbox(strapi, {
      database,
      templates: {} as MailTemplates,
      owner: 'one',
      backoff: { firstMs: 1, capMs: 1, maxAttempts: 1 },
      redact: (text) => text,
      logger,
      signUpLink: () => Promise.resolve(''),
      wake: () => undefined,
    });
    const authors = { accountsRefused: () => Promise.resolve(refused) };
    alerts = openAlerts(strapi, { database, outbox, logger, authors });
  });
  afterEach(() => database.close());

  it('mail the manager once that a connector needs somebody, and once that it is over', async () => {
    const { id } = await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    await alerts.review();
    expect(await mails()).toEqual(['needs-you to ada@school.example']);
    await database.connectors.update({ id }, { needsYou: null });
    await alerts.review();
    await alerts.review();
    expect(await mails()).toEqual([
      'needs-you to ada@school.example',
      'needs-you-over to ada@school.example',
    ]);
  });

  it('mail that hosts can’t get the accounts that they need, of a connector that makes some', async () => {
    refused = new ConnectorError('needs-person', message('needs-you.role-beyond', { role: 'Editor' }), {
      code: 'account-not-given',
    });
    const { id } = await addConnector({ enabled: false });
    await alerts.review();
    expect(await mails()).toEqual([]);
    await database.connectors.update({ id }, { enabled: true });
    await alerts.review();
    await alerts.review();
    expect(await mails()).toEqual(['needs-you to ada@school.example']);
    refused = undefined;
    await alerts.review();
    expect(await mails()).toEqual([
      'needs-you to ada@school.example',
      'needs-you-over to ada@school.example',
    ]);
  });

  it('mail again when it happens again', async () => {
    const { id } = await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    await database.alerts.update({}, { openedAtMs: 1 });
    await database.connectors.update({ id }, { needsYou: null });
    await alerts.review();
    await database.connectors.update({ id }, { needsYou: PROBLEM });
    await alerts.review();
    expect(await mails()).toHaveLength(3);
  });

  it('go to everybody who may manage connectors when the manager is gone', async () => {
    users = [];
    await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    expect(await mails()).toEqual(['needs-you to noor@school.example', 'needs-you to ines@school.example']);
  });

  it('end for whom they were raised, whoever manages the connector then', async () => {
    const { id } = await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    await database.connectors.update({ id }, { needsYou: null, configuredById: 9 });
    await alerts.review();
    expect((await mails()).at(-1)).toBe('needs-you-over to ada@school.example');
  });

  it('write a line to the log when there is nobody to mail', async () => {
    [users, managers] = [[], []];
    await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    expect(await mails()).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it('of a copied site say nothing about the connectors of the original', async () => {
    await addConnector({ environment: 'https://original.example.com', needsYou: PROBLEM });
    await addConnector({ environment: null, needsYou: PROBLEM });
    await alerts.review();
    expect(await mails()).toEqual([]);
  });

  it('of a copied site don’t say that a trouble of the original is over', async () => {
    const { id } = await addConnector({ needsYou: PROBLEM });
    await alerts.review();
    const before = await mails();
    await database.connectors.update({ id }, { environment: 'https://original.example.com', needsYou: null });
    await alerts.review();
    expect(await mails()).toEqual(before);
  });

  it('say that an account is refused, and nothing of a connector that is switched off', async () => {
    await addConnector({ authorization: 'not-authorized', authorizationProblem: PROBLEM });
    await addConnector({ needsYou: PROBLEM, enabled: false });
    await alerts.review();
    expect(await mails()).toEqual(['needs-you to ada@school.example']);
  });

  describe('that a connector is late', () => {
    const LATE = { lastSucceededAtMs: 1 };

    it('come once, and once that it is on time again', async () => {
      const { id } = await addConnector(LATE);
      await alerts.review();
      await alerts.review();
      await database.connectors.update({ id }, { lastSucceededAtMs: nowMs });
      await alerts.review();
      expect(await mails()).toEqual(['late to ada@school.example', 'late-over to ada@school.example']);
    });

    it('give the reason of the last run that failed since', async () => {
      const { id } = await addConnector({ lastSucceededAtMs: nowMs - 48 * HOUR_MS });
      for (const [finishedAtMs, what] of [
        [nowMs - 72 * HOUR_MS, 'Before the last success.'],
        [nowMs - 3 * HOUR_MS, 'The first.'],
        [nowMs - HOUR_MS, 'The last.'],
      ] as const)
        await database.runs.insert({
          connectorId: id,
          status: 'failed',
          finishedAtMs,
          problem: { code: 'x', what },
        });
      await alerts.review();
      const [mail] = await database.mails.find({});
      expect(mail?.data).toMatchObject({ problem: 'The last.' });
    });

    it.each<[string, Partial<ConnectorRow>]>([
      ['needs somebody, which has an alert of its own', { needsYou: PROBLEM }],
      ['is not authorized', { authorization: 'not-authorized' }],
      ['has no schedule', { options: { scheduleMinutes: null } as ConnectorRow['options'] }],
      ['is of a provider that only pushes', { provider: 'jaas' }],
    ])('do not come while it %s', async (_name, over) => {
      await addConnector({ ...LATE, ...over });
      await alerts.review();
      expect((await mails()).filter((mail) => mail.startsWith('late'))).toEqual([]);
    });

    it('do not come while a run is at work', async () => {
      const { id } = await addConnector(LATE);
      await database.runs.insert({ connectorId: id, status: 'running' });
      await alerts.review();
      expect(await mails()).toEqual([]);
    });
  });
});
