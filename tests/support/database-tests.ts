import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, RECORDING_UID } from '../../contracts/plugin';
import { defaultFolder } from '../../server/src/media/default-folder';
import { createFolders } from '../../server/src/media/library/folders';
import {
  adminContributorRole,
  limitContributors,
  memberContributorRole,
  MEMBER_RIGHTS,
} from '../../server/src/people/contributor-role';
import type { Site } from './boot-site';
import { visitorsOf } from './doors';

/** What behaves differently on each database: for sites of every kind. */

const FOLDER = 'plugin::upload.folder';

/** Several imports at once, as of several instances, find the site without the folder. */
export async function makesOneFolder(strapi: Core.Strapi): Promise<void> {
  const made = await Promise.all(Array.from({ length: 8 }, () => defaultFolder(strapi)));
  const folders: { id: number }[] = await strapi.db.query(FOLDER).findMany({ where: { name: 'Meetings' } });
  expect(folders).toHaveLength(1);
  expect(new Set(made)).toEqual(new Set([folders[0]?.id]));
}

/** A folder with many files gets one for each month in it, made once, also by several imports at once. */
export async function putsFurtherFilesIntoMonths(strapi: Core.Strapi): Promise<void> {
  const { connection } = strapi.db;
  const { folder } = createFolders(strapi);
  const parent = await defaultFolder(strapi);
  const withFiles = async (files: number) => {
    const rows = Array.from({ length: files }, (_, number) => ({
      document_id: `filled${number}`,
      name: `filled${number}`,
      hash: `filled${number}`,
      mime: 'text/vtt',
      size: 1,
      url: '/filled',
      provider: 'local',
      folder_path: '/1',
    }));
    await connection.batchInsert('files', rows, 100);
    const ids: { id: number }[] = await connection('files').where({ url: '/filled' }).select('id');
    await connection.batchInsert(
      'files_folder_lnk',
      ids.map(({ id }) => ({ file_id: id, folder_id: parent, file_ord: id })),
      100,
    );
  };
  const placeOf = async (id: number): Promise<string[]> => {
    const found: { name: string; parent: { id: number } | null } = await strapi.db
      .query(FOLDER)
      .findOne({ where: { id }, populate: { parent: true } });
    return [...(found.parent === null ? [] : await placeOf(found.parent.id)), found.name];
  };
  const before = Number(
    (await connection('files_folder_lnk').where({ folder_id: parent }).count({ n: '*' }))[0]?.n,
  );
  try {
    await withFiles(999 - before);
    expect(await folder(null, '2026-03-31T23:59:59.000Z')).toBe(parent);
    await connection('files').where({ url: '/filled' }).update({ url: '/filled before' });
    await withFiles(1);
    const made = await Promise.all(Array.from({ length: 6 }, () => folder(null, '2026-03-31T23:59:59.000Z')));
    expect(new Set(made).size).toBe(1);
    expect(await placeOf(made[0] ?? 0)).toEqual(['Meetings', '2026', '2026-03']);
    expect(await placeOf(await folder(null, '2026-04-01T00:00:00.000Z'))).toEqual([
      'Meetings',
      '2026',
      '2026-04',
    ]);
    expect(await strapi.db.query(FOLDER).count({ where: { name: '2026' } })).toBe(1);
  } finally {
    await connection('files').where('url', 'like', '/filled%').delete();
  }
  expect(await folder(null, '2026-03-31T23:59:59.000Z')).toBe(parent);
}

/** Several instances start at once, on a site without the plugin's roles: each is made once, with each right once. */
export async function makesEachRoleOnce(strapi: Core.Strapi): Promise<void> {
  const atOnce = <T>(act: () => Promise<T>) => Promise.all(Array.from({ length: 6 }, act));
  const [admin] = new Set(await atOnce(() => adminContributorRole(strapi)));
  const [member] = new Set(await atOnce(() => memberContributorRole(strapi)));
  const rolesOf = async (uid: 'admin::role' | 'plugin::users-permissions.role') =>
    ((await strapi.db.query(uid).findMany({ where: { name: 'Contributor' } })) as { id: number }[]).map(
      ({ id }) => Number(id),
    );
  expect(await rolesOf('admin::role')).toEqual([admin]);
  expect(await rolesOf('plugin::users-permissions.role')).toEqual([member]);

  const rights = strapi.db.query('plugin::users-permissions.permission');
  const ofMember = async () =>
    ((await rights.findMany({ where: { role: { id: member } } })) as { action: string }[])
      .map(({ action }) => action)
      .sort();
  expect(await ofMember()).toEqual([...MEMBER_RIGHTS].sort());
  // As an earlier version has left it.
  await rights.deleteMany({ where: { action: `${RECORDING_UID}.upload`, role: { id: member } } });
  await rights.create({ data: { action: 'plugin::upload.content-api.upload', role: member } });
  await strapi.store({ type: 'plugin', name: PLUGIN_ID }).delete({ key: 'contributors-limited' });
  await atOnce(() => limitContributors(strapi));
  expect(await ofMember()).toEqual([...MEMBER_RIGHTS].sort());
}

/** Signs that are patterns or no text at all to a database, or end one. */
const SIGNS = ['\0', '%', '_', '\\', '!', "'", '?', '🎓'];

/** Every search of the plugin and of its recordings takes any text, and finds none that is not there. */
export async function searchesTakeAnyText(site: Site): Promise<void> {
  const { admin } = site;
  const found = await admin.must<{ data: { id: string }[] }>('GET', '/runs');
  const runs = found.data.map(({ id }) => `/runs/${id}/log`).slice(0, 1);
  expect(runs).toHaveLength(1);
  const visitors = visitorsOf(site);
  const [manager, reader] = [await admin.token(), await visitors.apiToken()];
  const content = `/content-manager/collection-types/${RECORDING_UID}`;
  const api = '/api/meeting-connectors/recordings';
  const failed: string[] = [];
  for (const sign of SIGNS) {
    const words = encodeURIComponent(`no${sign}body`);
    for (const sought of [encodeURIComponent(sign), words]) {
      for (const path of ['/imports', '/people', '/people/users', ...runs]) {
        const answer = await admin.call<{ data?: unknown[] }>('GET', `${path}?search=${sought}`);
        if (answer.status !== 200) failed.push(`${answer.status} ${path} ${sought}`);
        else if (sought === words && answer.body.data?.length !== 0) failed.push(`found ${path} ${sought}`);
      }
      const asked = [
        [`${content}?_q=${sought}`, manager],
        [`${content}?filters[$and][0][title][$containsi]=${sought}`, manager],
        [`${api}?_q=${sought}`, reader],
        [`${api}?filters[title][$containsi]=${sought}`, reader],
      ] as const;
      for (const [path, token] of asked) {
        const { status } = await visitors.send('GET', path, { token });
        if (status !== 200) failed.push(`${status} ${path}`);
      }
    }
  }
  expect(failed).toEqual([]);
}
