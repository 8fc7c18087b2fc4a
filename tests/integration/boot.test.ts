import { bootSite } from '../support/boot-site';
import { temporaryDir } from '../support/spawn-site';

const TABLES = [
  'mc_alerts',
  'mc_connectors',
  'mc_credentials',
  'mc_file_owners',
  'mc_holds',
  'mc_hosts',
  'mc_import_files',
  'mc_imports',
  'mc_outbox_mails',
  'mc_participants',
  'mc_recordings',
  'mc_reviews',
  'mc_run_log',
  'mc_sign_ins',
  'mc_sync_runs',
  'mc_webhook_deliveries',
];

describe('Strapi with the plugin', () => {
  it('boots without configuration, and its tables stay when the plugin is disabled for one boot', async () => {
    const dataDir = temporaryDir('boot');
    const ours = async (pluginEnabled: boolean) => {
      const site = await bootSite({ dataDir, pluginEnabled });
      try {
        const tables: string[] = await site.strapi.db.dialect.schemaInspector.getTables();
        return tables.filter((table) => table.startsWith('mc_')).sort();
      } finally {
        await site.stop();
      }
    };
    expect(await ours(true)).toEqual(TABLES);
    expect(await ours(false)).toEqual(TABLES);
    expect(await ours(true)).toEqual(TABLES);
  });

  it('does not boot with a wrong configuration, and says what is wrong', async () => {
    await expect(bootSite({ pluginConfig: { jobs: { concurency: 2 } } })).rejects.toThrow(
      /"jobs\.concurency" is not a setting of Meeting Connectors; did you mean "jobs\.concurrency"/,
    );
  });
});
