import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { pack, unpack } from '../../scripts/pack';

const ROOT = path.join(__dirname, '..', '..');

const manifestSchema = z.object({
  files: z.array(z.string()),
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
});
const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));

/** Names of the packages that a built file loads. */
function loads(code: string): string[] {
  const names = [
    ...code.matchAll(/\b(?:require|import)\("([^"]+)"\)/g),
    ...code.matchAll(/^(?:import|export)\b[^\n]*?\bfrom "([^"]+)";$/gm),
    ...code.matchAll(/^import "([^"]+)";$/gm),
  ].map(([, name = '']) => name);
  return names
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

describe('the package as npm packs it', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mc-tarball-'));
  let root = '';
  let names: string[] = [];
  const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

  beforeAll(() => {
    root = unpack(pack(ROOT, folder), folder);
    names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(path.join(root, name)).isFile(),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has everything that package.json lists', () => {
    const absent = manifest.files.filter(
      (listed) => !names.some((name) => name === listed || name.startsWith(`${listed}/`)),
    );
    expect(absent).toEqual([]);
  });

  it('has every file that the exports name', () => {
    const targets = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string'
        ? [entry]
        : Object.entries(entry)
            // For the build alone, which reads the sources.
            .filter(([condition]) => condition !== 'source')
            .map(([, target]) => target),
    );
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !names.includes(path.normalize(target)))).toEqual([]);
  });

  it('has only the built code, its types, Strapi’s two entry files and the texts', () => {
    const unwanted = names.filter(
      (name) =>
        !/^dist\/(server|admin|media-worker)\/[^/]+\.m?js$|^dist\/server\/(server\/src|contracts)\/.+\.d\.ts$/.test(
          name,
        ) &&
        ![
          'package.json',
          'README.md',
          'LICENSE',
          'THIRD-PARTY.md',
          'strapi-admin.js',
          'strapi-server.js',
          'strapi-server.d.ts',
        ].includes(name),
    );
    expect(unwanted).toEqual([]);
    expect(names.filter((name) => /test|emulator|fixture|harness|\/fake\//i.test(name))).toEqual([]);
  });

  it('names no folder of the machine that built it, and no source map', () => {
    const machine = [ROOT, os.tmpdir(), os.homedir()].filter((where) => where.length > 4);
    const telling = names.filter((name) => {
      const text = read(name);
      return text.includes('sourceMappingURL=') || machine.some((where) => text.includes(`${where}/`));
    });
    expect(telling).toEqual([]);
  });

  it('loads only packages that npm installs with it', () => {
    const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    const used = new Set(
      names.filter((name) => /^dist\/.*\.m?js$/.test(name)).flatMap((name) => loads(read(name))),
    );
    expect(used.size).toBeGreaterThan(20);
    expect([...used].filter((name) => !known.includes(name))).toEqual([]);
    // And brings none that it does not load.
    expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name))).toEqual([]);
  });

  it('contains no copy of a package that should be a dependency', () => {
    expect(read('THIRD-PARTY.md')).toContain('No third-party code is bundled into it.');
  });

  it('names in THIRD-PARTY.md each package that it contains, with its license', () => {
    const page = read('THIRD-PARTY.md');
    for (const name of Object.keys(manifest.dependencies))
      expect(page).toMatch(new RegExp(`^\\| ${name.replace('.', '\\.')} \\| \\S+ \\| \\S.* \\|$`, 'm'));
  });

  it('can be loaded as Strapi loads it', () => {
    // In a process of its own, from the unpacked folder, with the packages of this checkout.
    const script = `
      const server = require(${JSON.stringify(path.join(root, 'strapi-server.js'))});
      console.log(typeof (server.default ?? server).register);
    `;
    const said = execFileSync(process.execPath, ['-e', script], {
      cwd: ROOT,
      env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') },
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('function');
  });
});
