import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { hashOf, locked, PLUGIN_SOURCES } from '../../scripts/build';
import { spawnSite, temporaryDir } from './spawn-site';

const CACHE = path.join(__dirname, '..', '..', 'node_modules', '.cache', 'mc-template');
const NAME = 'MC_TEMPLATE';

/**
 * Makes a migrated database with the first admin, once for each state of the sources. Sites of
 * this process and its workers start with a copy of it instead of migrating.
 */
export async function useTemplate(): Promise<void> {
  const file = path.join(CACHE, `${hashOf([...PLUGIN_SOURCES, 'playground/config', 'playground/src'])}.db`);
  await locked(CACHE, async () => {
    if (existsSync(file)) return;
    const site = await spawnSite();
    await site.stop();
    mkdirSync(CACHE, { recursive: true });
    for (const old of readdirSync(CACHE)) rmSync(path.join(CACHE, old));
    const whole = path.join(temporaryDir('template'), 'whole.db');
    const database = new SQLite(path.join(site.dataDir, 'data.db'));
    database.exec(`VACUUM INTO '${whole}'`);
    database.close();
    copyFileSync(whole, `${file}.part`);
    renameSync(`${file}.part`, file);
    rmSync(path.dirname(whole), { recursive: true });
    rmSync(site.dataDir, { recursive: true });
  });
  process.env[NAME] = file;
}
