/**
 * Options of every type that is the plugin's own business: no draft, not in the content manager,
 * not in the content-type builder. A field of a type that is visible there reaches each of its
 * readers, whatever the field says; only hiding the type as a whole keeps it.
 */
export const hidden = () =>
  ({
    options: { draftAndPublish: false },
    pluginOptions: {
      'content-manager': { visible: false },
      'content-type-builder': { visible: false },
    },
  }) as const;

/**
 * Epoch milliseconds. A big integer compares the same on SQLite, Postgres and MySQL.
 * Made anew each time: Strapi writes the column's name into the attribute object.
 */
export const instantMs = () => ({ type: 'biginteger' }) as const;

/**
 * A short text with a bound. MySQL counts four bytes for each possible character of an indexed
 * column and takes 3072 in all: several columns of Strapi's usual 255 do not fit into one index.
 */
export const word = (length: number) =>
  ({ type: 'string', columnType: { type: 'string', args: [length] } }) as const;

/**
 * What a row refers to another row or a file by: the document id, never the number of the database. Strapi
 * keeps the one when a site is exported, imported or transferred, and gives the other anew.
 */
export const reference = () => word(64);

/**
 * A user: the number of their account, as Strapi takes it, and in `…Who` what names them anywhere (`ledger/who.ts`).
 * The ledger writes both. After a move the number is somebody else's; `people/moved.ts` corrects it by the other.
 */
export const person = <Name extends string>(name: Name) =>
  ({ [`${name}Id`]: { type: 'integer' }, [`${name}Who`]: word(400) }) as Record<
    `${Name}Id`,
    { readonly type: 'integer' }
  > &
    Record<`${Name}Who`, ReturnType<typeof word>>;

/** Columns of a lease; see `ledger/lease.ts`. */
export const leaseColumns = () =>
  ({
    leaseOwner: { type: 'string' },
    leaseFence: { type: 'integer', default: 0 },
    leaseUntilMs: instantMs(),
  }) as const;
