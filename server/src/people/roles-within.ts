/** A right of a role or a person, as Strapi keeps it in `admin::permission`. */
export interface Right {
  action: string;
  actionParameters?: Readonly<Record<string, unknown>> | null;
  subject?: string | null;
  properties?: {
    /** Absent or null: every field. Empty: the right is void. */
    fields?: readonly string[] | null;
    /** Null: every locale. Absent or empty counts only where the type has no locales. */
    locales?: readonly string[] | null;
  } | null;
  /** Any of them allows it; empty: always. */
  conditions?: readonly string[] | null;
}

/** The whole range, where a right does not name single values. */
const ALL = Symbol('all');
type Range = readonly string[] | typeof ALL;

const fieldsOf = ({ properties }: Right): Range => properties?.fields ?? ALL;
const conditionsOf = ({ conditions }: Right): Range =>
  conditions === null || conditions === undefined || conditions.length === 0 ? ALL : conditions;
const holds = (range: Range, value: string | typeof ALL): boolean =>
  range === ALL || (value !== ALL && range.includes(value));
const eachOf = (range: Range): readonly (string | typeof ALL)[] => (range === ALL ? [ALL] : range);

/** Locales are a limit only where they are named: a type without locales has none in its rights. */
function localesWithin(wider: Right, narrower: Right): boolean {
  const limit = wider.properties?.locales;
  const wanted = narrower.properties?.locales;
  if (limit === null || wanted === undefined || wanted?.length === 0) return true;
  return wanted !== null && limit !== undefined && wanted.every((locale) => limit.includes(locale));
}

const isSameAction = (one: Right, other: Right): boolean =>
  one.action === other.action &&
  (one.subject ?? null) === (other.subject ?? null) &&
  JSON.stringify(one.actionParameters ?? {}) === JSON.stringify(other.actionParameters ?? {});

/**
 * Whether everything that the role may do is among what the setter may do: each right with the same action
 * and subject, on no further field or locale, and under no weaker condition. Pure.
 */
export const rolesWithin = (setter: readonly Right[], role: readonly Right[]): boolean =>
  role.every((right) => {
    const matching = setter.filter((own) => isSameAction(own, right) && localesWithin(own, right));
    return eachOf(fieldsOf(right)).every((field) =>
      eachOf(conditionsOf(right)).every((condition) =>
        matching.some((own) => holds(fieldsOf(own), field) && holds(conditionsOf(own), condition)),
      ),
    );
  });

/** The role that accounts of hosts would get. */
export interface RoleToGive {
  /** Strapi's own role that may do everything. */
  isSuperAdmin: boolean;
  /** The plugin's own Contributor. What a site adds to it was added by somebody who may change roles. */
  isOwn: boolean;
  rights: readonly Right[];
}
/** Somebody who stands for it that accounts get the role. */
export interface Giver {
  isSuperAdmin: boolean;
  rights: readonly Right[];
}

/**
 * Whether this person may hand out the role by a setting. Undefined: nobody known, or somebody who may not
 * sign in any more. Pure.
 * @param harmless what every setting may hand out: the rights of a Contributor.
 * @param management the rights of who may manage users and this role.
 */
export function mayGive(
  giver: Giver | undefined,
  role: RoleToGive,
  { harmless, management }: { harmless: readonly Right[]; management: readonly Right[] },
): boolean {
  if (role.isSuperAdmin) return false;
  if (role.isOwn || rolesWithin(harmless, role.rights)) return true;
  if (giver === undefined) return false;
  return (
    giver.isSuperAdmin ||
    rolesWithin(giver.rights, management) ||
    rolesWithin([...giver.rights, ...harmless], role.rights)
  );
}
