/**
 * The id of a row of ours (connector, import, run, delivery, host, …), as routes and addresses of pages have
 * it: its random document id, which stays the same when the site moves. Never the number of the database.
 */
export const ROW_ID = /^[a-z][a-z0-9]{23}$/;

/** What people see of it: enough to tell the rows of one list apart. */
export const shortId = (id: string): string => id.slice(0, 6);
