import type { Core } from '@strapi/strapi';
import { CONTENT_RIGHTS } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import { walk } from './answers';
import { panelReads, type PanelAbility } from './ability';
import { callerOf } from './caller';
import { FILE_UID, inParts, modelOf, type Attribute, type Model } from './models';
import { ALWAYS_SHOWN } from './panel-helpers';
import { inFilters, inPopulate, inSort, refusedQuery } from './queries';
import { withMethods } from './uploads';

interface Manager {
  sanitizeQuery(query: object, options?: { action?: string }): Promise<Record<string, unknown>>;
  sanitizeOutput(data: unknown, options?: object): Promise<unknown>;
  toSubject(entity: object, model: string): unknown;
}
interface Of {
  ability: PanelAbility;
  action?: string;
  model: string;
}
interface Permissions {
  createPermissionsManager(of: Of): Manager;
}
interface Services {
  extend<Service>(uid: string, wrap: (service: Service) => Service): unknown;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What chooses among entries or says what is shown of them. */
const ASKS = ['fields', 'filters', 'populate', 'sort'];

/**
 * Strapi's panel checks the rights on the type that a query is about, and nothing of what it reaches from
 * there; of a type without any right, it checks nothing. So folders of the Media Library show every file
 * in them, files show their recordings with all fields, and the list of entries to relate shows whatever
 * it is asked for. For who may not read every recording, nothing is reached through a relation to
 * recordings: it is left out of what is shown, and refused where it chooses.
 */
export function guardPanel(strapi: Core.Strapi): void {
  const services = strapi.get('services') as unknown as Services;
  services.extend<Permissions>('admin::permission', (service) =>
    withMethods(service, {
      createPermissionsManager(of) {
        const manager = service.createPermissionsManager(of);
        const strapis = manager.sanitizeQuery.bind(manager);
        manager.sanitizeQuery = async (query, options) =>
          await limited(strapi, { ...of, ...options }, await strapis(query, options));
        const output = manager.sanitizeOutput.bind(manager);
        manager.sanitizeOutput = async (data, options) =>
          await shown(strapi, of, manager, await output(data, options));
        return manager;
      },
    }),
  );
}

const READ = CONTENT_RIGHTS['content.read'];
const READ_FILES = 'plugin::upload.read';
const onlyWhatIsAlwaysShown = (entity: object) =>
  Object.fromEntries(
    (Object.entries(entity) as [string, unknown][]).filter(([name]) => ALWAYS_SHOWN.has(name)),
  );

/**
 * Files, for who may not read every file of the Media Library. Strapi moves whatever files a request names, and
 * answers all of them with their addresses.
 */
async function shownFiles(
  strapi: Core.Strapi,
  ability: PanelAbility,
  manager: Manager,
  data: unknown,
): Promise<unknown> {
  const files = (Array.isArray(data) ? data : [data]).filter(isObject);
  const ids = files.map((file) => Number(Reflect.get(file, 'id'))).filter(Number.isInteger);
  const caller = await callerOf(strapi);
  const hidden = new Set<number>();
  for (const some of inParts(ids)) {
    const rows = (await strapi.db.query(FILE_UID).findMany({
      where: { id: { $in: some } },
      // Conditions of a role can ask for the roles of who uploaded it.
      populate: { createdBy: { populate: ['roles'] } },
    })) as { id: number; createdBy: { id: number } | null }[];
    for (const row of rows) {
      const own = caller.kind === 'admin' && row.createdBy?.id === caller.id;
      if (!own && !ability.can(READ_FILES, manager.toSubject(row, FILE_UID))) hidden.add(Number(row.id));
    }
  }
  const one = (file: unknown) =>
    isObject(file) && hidden.has(Number(Reflect.get(file, 'id'))) ? onlyWhatIsAlwaysShown(file) : file;
  return Array.isArray(data) ? data.map(one) : one(data);
}

/** Recordings that another entry shows, with the fields that the user may read of them. */
async function shown(
  strapi: Core.Strapi,
  { ability, model }: Of,
  manager: Manager,
  data: unknown,
): Promise<unknown> {
  const schema = modelOf(strapi, model);
  if (!isObject(data) || schema === undefined) return data;
  const reads = await panelReads(strapi, ability);
  const visible =
    model === FILE_UID && !reads.files ? await shownFiles(strapi, ability, manager, data) : data;
  if (reads.recordings === 'all') return visible;
  const ofRecording = (entity: unknown, attribute: Attribute): unknown => {
    // A number of entries has no id.
    if (!isObject(entity) || Reflect.get(entity, 'id') === undefined) return entity;
    if ((Reflect.get(entity, '__type') ?? attribute.target) !== RECORDING_UID) return entity;
    const subject = manager.toSubject({ ...entity }, RECORDING_UID);
    const entries = Object.entries(entity) as [string, unknown][];
    const may = ([name]: [string, unknown]) =>
      ALWAYS_SHOWN.has(name) || name.startsWith('__') || ability.can(READ, subject, name);
    return Object.fromEntries(entries.filter(may));
  };
  const clean = (entity: unknown) =>
    walk(
      ({ key, attribute, value }, { set }) => {
        if (attribute?.type !== 'relation' || !isObject(value)) return;
        const one = (each: unknown) => ofRecording(each, attribute);
        set(key, Array.isArray(value) ? value.map(one) : one(value));
      },
      { schema, getModel: (uid: string) => modelOf(strapi, uid) },
      entity,
    );
  return Array.isArray(visible) ? await Promise.all(visible.map(clean)) : await clean(visible);
}

async function limited(
  strapi: Core.Strapi,
  { ability, action, model }: Of,
  query: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const schema = modelOf(strapi, model);
  const { recordings, files } = await panelReads(strapi, ability);
  if (recordings === 'all' || schema === undefined) return query;
  if (recordings === 'none' && model === RECORDING_UID) {
    const asked = Object.fromEntries(Object.entries(query).filter(([name]) => !ASKS.includes(name)));
    // Without the right there is no condition either: Strapi would list every recording.
    return action === READ ? { ...asked, filters: { id: { $null: true } } } : asked;
  }
  const getModel = (uid: string) => modelOf(strapi, uid);
  const reaches = (attribute: Attribute | undefined): boolean =>
    attribute?.type === 'relation' &&
    (attribute.target === undefined ||
      attribute.target === RECORDING_UID ||
      (attribute.target === FILE_UID && !files));
  // Also by id: Strapi's lists show the whole entry that a filter goes through.
  const refuse = ({ attribute }: { attribute?: Attribute }): void => {
    if (reaches(attribute)) throw refusedQuery();
  };
  const choose = async (name: string, value: unknown, at: Model): Promise<void> => {
    if (name === 'filters' && typeof value === 'object' && value !== null) {
      await inFilters(refuse, { schema: at, getModel }, value);
    }
    if (name === 'sort' && value) await inSort(refuse, { schema: at, getModel }, value);
  };
  await choose('filters', query.filters, schema);
  await choose('sort', query.sort, schema);
  if (!query.populate) return query;
  const populate = await inPopulate(
    async ({ key, value, schema: at, attribute }, { remove }) => {
      if (reaches(attribute)) remove(key);
      else if (attribute === undefined) await choose(key, value, at);
    },
    { schema, getModel },
    query.populate,
  );
  return { ...query, populate };
}
