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

/** Columns of a lease; see `ledger/lease.ts`. */
export const leaseColumns = () =>
  ({
    leaseOwner: { type: 'string' },
    leaseFence: { type: 'integer', default: 0 },
    leaseUntilMs: instantMs(),
  }) as const;
