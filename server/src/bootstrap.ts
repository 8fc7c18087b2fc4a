import type { Core } from '@strapi/strapi';
import { PERMISSIONS } from '../../contracts/permissions';
import { PLUGIN_ID } from '../../contracts/plugin';
import { pluginConfigSchema } from './config';
import { bindSecrets } from './accounts/bind-secrets';
import { allowRecordingEvents } from './publishing/events';
import { createRuntime, getRuntime, setRuntime } from './runtime';
import { migrateReferences } from './ledger/references';
import { persistTables } from './site/persisted-tables';
import { migrateFolders } from './publishing/folders-by-key';
import { lockPublishedRows } from './publishing/door';
import { guardLanguages } from './publishing/languages';
import { guardFileQueries } from './guards/reading';
import { disownOriginals } from './guards/owners';
import { guardPanel } from './guards/panel';
import { guardUploads } from './guards/uploads';
import { beforeFilesChange } from './publishing/file-changes';
import { watchSharedPictures } from './guards/shared-pictures';
import { guardMembersFiles } from './guards/other-types';
import { guardPivots } from './guards/writing';
import { limitContributors } from './people/contributor-role';
import { relinkPeople } from './people/moved';
import { relinkPeopleSettings } from './people/people-settings';
import { nameAuthors } from './people/whose-recording';

interface ActionProvider {
  registerMany(actions: object[]): Promise<void>;
}

async function registerPermissions(strapi: Core.Strapi): Promise<void> {
  const { actionProvider } = strapi.service('admin::permission') as unknown as {
    actionProvider: ActionProvider;
  };
  await actionProvider.registerMany(
    Object.entries(PERMISSIONS).map(([uid, { subCategory, text }]) => ({
      section: 'plugins',
      displayName: text,
      uid,
      subCategory,
      pluginName: PLUGIN_ID,
    })),
  );
}

export async function bootstrap({ strapi }: { strapi: Core.Strapi }): Promise<void> {
  await registerPermissions(strapi);
  await persistTables(strapi);
  await migrateReferences(strapi);
  await migrateFolders(strapi);
  await relinkPeople(strapi);
  await relinkPeopleSettings(strapi);
  nameAuthors(strapi);
  lockPublishedRows(strapi);
  guardFileQueries(strapi);
  guardUploads(strapi, (documentIds, caller) =>
    beforeFilesChange(strapi, getRuntime(strapi).reviewQueue, documentIds, caller),
  );
  guardLanguages(strapi);
  guardPanel(strapi);
  guardPivots(strapi);
  guardMembersFiles(strapi);
  watchSharedPictures(strapi);
  await limitContributors(strapi);
  await disownOriginals(strapi);
  allowRecordingEvents(strapi);
  const runtime = createRuntime(
    strapi,
    pluginConfigSchema.parse(strapi.config.get(`plugin::${PLUGIN_ID}`) ?? {}),
  );
  setRuntime(strapi, runtime);
  await bindSecrets(strapi, runtime);
  await runtime.start();
}
