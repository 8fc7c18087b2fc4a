import type { Core } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';
import { z } from 'zod';
import { CONTENT_RIGHTS, permissionAction } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Caller } from '../rules/rules';
import { FILE_UID, recordingModel } from './models';

interface Rule {
  inverted?: boolean;
  conditions?: unknown;
  /** None: the rule is about all fields. */
  fields?: string[];
}
/** An ability as Strapi's engine makes it (CASL). */
export interface PanelAbility {
  can(action: string, subject?: unknown, field?: string): boolean;
  rulesFor?(action: string, subject: string): Rule[];
}
interface Engine {
  generateUserAbility(user: object): Promise<PanelAbility>;
}
interface PermissionsManager {
  toSubject(entity: object, model: string): unknown;
}
interface PermissionService {
  engine: Engine;
  createPermissionsManager(of: { ability: PanelAbility; model: string }): PermissionsManager;
}

/**
 * What a user of the panel may do with the files of recordings. A role that may write some fields, such as
 * the title, is not one that may change what the recording shows.
 */
export interface Ability {
  mayUpdate(entry: object): boolean;
  /** The right without a condition. */
  updatesAll: boolean;
  /** To read each field of it that the user may write into a new entry. */
  mayCopy(entry: object): boolean;
  /**
   * To edit it, and to read each field of it that the user may write into a new version of it in another
   * language. The entry has that language here.
   */
  mayTranslate(entry: object): boolean;
  /** To read this field of some entry. */
  mayRead(field: string): boolean;
  /** To read this field of this entry, or any field of it. */
  mayReadOf(entry: object, field?: string): boolean;
  /** To see this file in the Media Library. */
  mayReadFile(file: object): boolean;
  /** To download files of imports that no field shows. */
  originals: boolean;
}

const READ_FILES = 'plugin::upload.read';
const CREATE = 'plugin::content-manager.explorer.create';

const NOTHING: Ability = {
  mayUpdate: () => false,
  updatesAll: false,
  mayCopy: () => false,
  mayTranslate: () => false,
  mayRead: () => false,
  mayReadOf: () => false,
  mayReadFile: () => false,
  originals: false,
};

/**
 * The rights of an admin user: those of the session or token that signed the request in, and for an agent's
 * tool, whose request has none, those of the user whom its token belongs to.
 */
export async function abilityOf(
  strapi: Core.Strapi,
  { id }: Extract<Caller, { kind: 'admin' }>,
): Promise<Ability> {
  if (id === null) return NOTHING;
  const permissions = strapi.service('admin::permission') as unknown as PermissionService;
  const state: unknown = strapi.requestContext.get()?.state;
  const ofRequest: unknown =
    typeof state === 'object' && state !== null ? Reflect.get(state, 'userAbility') : undefined;
  const ability = isAbility(ofRequest) ? ofRequest : await abilityOfUser(strapi, permissions, id);
  if (ability === undefined) return NOTHING;
  const manager = permissions.createPermissionsManager({ ability, model: RECORDING_UID });
  const update = CONTENT_RIGHTS['content.update'];
  const read = CONTENT_RIGHTS['content.read'];
  const { attributes } = recordingModel(strapi);
  const media = Object.entries(attributes).flatMap(([name, { type }]) => (type === 'media' ? [name] : []));
  const rules = ability.rulesFor?.(update, RECORDING_UID) ?? [];
  const unconditional = await ofEveryEntry(strapi, rules);
  const mayTake = (subject: unknown) =>
    Object.keys(attributes).every(
      (field) => !ability.can(CREATE, RECORDING_UID, field) || ability.can(read, subject, field),
    );
  return {
    mayUpdate(entry) {
      const subject = manager.toSubject(entry, RECORDING_UID);
      return media.every((field) => ability.can(update, subject, field));
    },
    updatesAll:
      rules.every(({ inverted }) => inverted !== true) &&
      media.every((field) =>
        unconditional.some(({ fields }) => fields === undefined || fields.includes(field)),
      ),
    mayCopy: (entry) => mayTake(manager.toSubject(entry, RECORDING_UID)),
    mayTranslate(entry) {
      const subject = manager.toSubject(entry, RECORDING_UID);
      return ability.can(update, subject) && mayTake(subject);
    },
    mayRead: (field) => ability.can(read, RECORDING_UID, field),
    mayReadOf: (entry, field) => ability.can(read, manager.toSubject({ ...entry }, RECORDING_UID), field),
    mayReadFile: (file) => ability.can(READ_FILES, manager.toSubject({ ...file }, FILE_UID)),
    originals: ability.can(permissionAction('originals.read')),
  };
}

const isAbility = (value: unknown): value is PanelAbility =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'can') === 'function';

/** A condition that asks for languages and for nothing else, in the form in which Strapi's i18n adds it. */
const languages = z
  .strictObject({
    $and: z.array(z.strictObject({ locale: z.strictObject({ $in: z.array(z.string()) }) })).min(1),
  })
  .transform(({ $and }) => $and.map(({ locale }) => locale.$in));

/**
 * Rules about every entry. On a site that translates recordings, the rules of everybody name languages. Those
 * that name each language of the site leave nothing out.
 */
async function ofEveryEntry(strapi: Core.Strapi, rules: readonly Rule[]): Promise<Rule[]> {
  const named = new Map(rules.map((rule) => [rule, languages.safeParse(rule.conditions).data]));
  const all: { code: string }[] = [...named.values()].some((asked) => asked !== undefined)
    ? await strapi.db.query('plugin::i18n.locale').findMany({ select: ['code'] })
    : [];
  return rules.filter((rule) => {
    const asked = named.get(rule);
    if (asked === undefined) return !rule.conditions;
    return asked.every((codes) => all.every(({ code }) => codes.includes(code)));
  });
}

/** Whether a user of the panel may read something of every recording. */
export async function readsEveryRecording(strapi: Core.Strapi, ability: PanelAbility): Promise<boolean> {
  const rules = ability.rulesFor?.(CONTENT_RIGHTS['content.read'], RECORDING_UID) ?? [];
  return rules.every(({ inverted }) => inverted !== true) && (await ofEveryEntry(strapi, rules)).length > 0;
}

/** What a user of the panel may read of all recordings, and whether of all files. */
export async function panelReads(
  strapi: Core.Strapi,
  ability: PanelAbility,
): Promise<{ recordings: 'all' | 'some' | 'none'; files: boolean }> {
  const rulesOf = (action: string, subject: string) => ability.rulesFor?.(action, subject) ?? [];
  const rules = rulesOf(CONTENT_RIGHTS['content.read'], RECORDING_UID);
  const unconditional = (await ofEveryEntry(strapi, rules)).filter(({ inverted }) => inverted !== true);
  // Rights name the fields that the role editor offers, and those of components one by one.
  const offered = contentTypes.getVisibleAttributes(recordingModel(strapi) as never);
  const isRead = (field: string) =>
    unconditional.some(
      ({ fields }) =>
        fields === undefined || fields.some((one) => one === field || one.startsWith(`${field}.`)),
    );
  return {
    recordings: rules.length === 0 ? 'none' : offered.every(isRead) ? 'all' : 'some',
    files: rulesOf(READ_FILES, FILE_UID).some(({ conditions }) => !conditions),
  };
}

/** Kept for one request: each row that an agent's tool reads or writes asks again. */
const ofRequests = new WeakMap<object, Map<number, Promise<PanelAbility | undefined>>>();

function abilityOfUser(
  strapi: Core.Strapi,
  permissions: PermissionService,
  id: number,
): Promise<PanelAbility | undefined> {
  const context = strapi.requestContext.get();
  if (context === undefined) return readAbility(strapi, permissions, id);
  const known = ofRequests.get(context) ?? new Map<number, Promise<PanelAbility | undefined>>();
  ofRequests.set(context, known);
  const ability = known.get(id) ?? readAbility(strapi, permissions, id);
  known.set(id, ability);
  return ability;
}

async function readAbility(
  strapi: Core.Strapi,
  { engine }: PermissionService,
  id: number,
): Promise<PanelAbility | undefined> {
  const user = (await strapi.db
    .query('admin::user')
    .findOne({ where: { id, isActive: true, blocked: false }, populate: ['roles'] })) as object | null;
  return user === null ? undefined : await engine.generateUserAbility(user);
}

/** Whether an admin user has a right of the plugin by their roles. */
export async function userMay(strapi: Core.Strapi, id: number, action: string): Promise<boolean> {
  const permissions = strapi.service('admin::permission') as unknown as PermissionService;
  return (await abilityOfUser(strapi, permissions, id))?.can(action) === true;
}
