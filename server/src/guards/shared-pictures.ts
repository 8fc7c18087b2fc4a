import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, RECORDING_UID } from '../../../contracts/plugin';
import { openPosters } from './facts';
import { FILE_UID, modelOf, SHARED_FIELD } from './models';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Ids of files in a value of a media field, in the forms in which the database gets them. */
function idsIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') return Number.isInteger(Number(value)) ? [Number(value)] : [];
  if (!isObject(value)) return [];
  const id: unknown = Reflect.get(value, 'id');
  return id === undefined ? ['set', 'connect'].flatMap((part) => idsIn(Reflect.get(value, part))) : idsIn(id);
}

interface Event {
  model: { uid: string };
  params: { data?: unknown };
  state: Record<string, unknown>;
}

/**
 * Says in the log when a picture becomes both: the poster of a recording that not everybody may read, and a
 * picture that entries of other types show. From then on it is not kept back; see `FileLinks` in `facts.ts`. In the database,
 * where every way of writing meets.
 */
export function watchSharedPictures(strapi: Core.Strapi): void {
  const STATE = `${PLUGIN_ID}-shared-pictures`;
  const pictures = ({ model, params: { data } }: Event): number[] => {
    if (model.uid === FILE_UID || !isObject(data)) return [];
    const attributes = modelOf(strapi, model.uid)?.attributes ?? {};
    // No other file of a recording is ever shared, and imports write many.
    const canBeShared = (name: string) => model.uid !== RECORDING_UID || name === SHARED_FIELD;
    const named = Object.entries(attributes).flatMap(([name, { type }]) =>
      type === 'media' && canBeShared(name) ? idsIn(Reflect.get(data, name)) : [],
    );
    return [...new Set(named)];
  };
  const before = async (event: Event) => {
    const ids = pictures(event);
    if (ids.length > 0) event.state[STATE] = { ids, shared: await openPosters(strapi, ids) };
  };
  const after = async (event: Event) => {
    const known = event.state[STATE] as { ids: number[]; shared: Map<number, string> } | undefined;
    if (known === undefined) return;
    for (const [id, name] of await openPosters(strapi, known.ids)) {
      if (known.shared.has(id)) continue;
      strapi.log.warn(
        `[${PLUGIN_ID}] The picture "${name}" (file ${id}) is the poster of a recording that not everybody can read, and entries of other types show it, too. From now on, whoever can read those entries can see it.`,
      );
    }
  };
  strapi.db.lifecycles.subscribe({
    beforeCreate: before,
    beforeUpdate: before,
    afterCreate: after,
    afterUpdate: after,
  });
}
