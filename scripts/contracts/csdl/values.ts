import type { Say } from '../deviation';
import { isA, lineage, propertyOf, type Csdl, type TypeReference } from './model';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isInstant = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$/.test(value);
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Primitive types (OData 4.0, part 3, 4.4) as JSON writes them. */
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int16': Number.isInteger,
  'Edm.Int32': Number.isInteger,
  'Edm.Int64': Number.isInteger,
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.DateTimeOffset': isInstant,
  'Edm.Guid': (value) => typeof value === 'string' && GUID.test(value),
};

/** Checks a value against its type: names, kinds and nullability. */
export function checkValue(
  csdl: Csdl,
  type: TypeReference,
  value: unknown,
  say: Say,
  options: { at?: string; whole: boolean },
): void {
  const { at = '', whole } = options;
  if (type.many) {
    if (!Array.isArray(value)) return say(at, 'is no list');
    for (const one of value) checkValue(csdl, { ...type, many: false }, one, say, { at: `${at}/*`, whole });
    return;
  }
  const members = csdl.enums.get(type.name);
  if (members !== undefined) {
    const words = typeof value === 'string' ? value.split(',') : [''];
    if (!words.every((word) => members.has(word))) say(at, `${String(value)} is none of ${type.name}`);
    return;
  }
  if (!csdl.types.has(type.name)) {
    if (PRIMITIVES[type.name]?.(value) === false) say(at, `is no ${type.name}`);
    return;
  }
  if (!isObject(value)) return say(at, 'is no object');
  const named = typeNamed(csdl, type.name, value['@odata.type']);
  for (const [name, one] of Object.entries(value)) {
    if (name.includes('@')) continue;
    const property = propertyOf(csdl, named, name);
    const place = `${at}/${name}`;
    if (property === undefined) {
      // A type without properties may have any.
      const isBag = [...lineage(csdl, named)].every(({ properties }) => properties.size === 0);
      if (!isBag) say(place, `${named} has no such name`);
    } else if (one !== null) checkValue(csdl, property.type, one, say, { at: place, whole });
    else if (!property.nullable) say(place, 'must not be null');
  }
  if (!whole) return;
  for (const { properties } of lineage(csdl, named)) {
    for (const [name, { nullable, isNavigation }] of properties) {
      if (!nullable && !isNavigation && !(name in value)) say(`${at}/${name}`, 'is missing');
    }
  }
}

/** A value can name a derived type. Upper and lower case differ between Microsoft's samples. */
function typeNamed(csdl: Csdl, expected: string, said: unknown): string {
  const name =
    typeof said === 'string' ? said.replace(/^#/, '').replace(/^microsoft/i, 'microsoft') : expected;
  return isA(csdl, name, expected) ? name : expected;
}
