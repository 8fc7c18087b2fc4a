import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageFolders, sourcesOf, thirdPartyPage } from './third-party';

describe('fault 79: THIRD-PARTY.md', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'mc-third-party-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    const at = path.join(root, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
    return at;
  };
  const addPackage = (folder: string, name: string, licence?: string) => {
    write(`${folder}/package.json`, JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
    if (licence !== undefined) write(`${folder}/LICENSE.md`, licence);
    return write(`${folder}/dist/index.js`, '');
  };

  beforeAll(() => {
    write('package.json', JSON.stringify({ name: 'ours', version: '1.0.0', dependencies: { beside: '1' } }));
    addPackage('node_modules/beside', 'beside');
  });

  it('has the license text of each bundled package, also of one inside another', () => {
    const sources = [
      write('server/src/index.ts', ''),
      addPackage('node_modules/@scope/inside', '@scope/inside', 'Permission is granted by Scope.'),
      addPackage('node_modules/@scope/inside/node_modules/deep', 'deep', 'Permission is granted by Deep.'),
    ];
    const page = thirdPartyPage(root, sources);
    expect(page).toContain('`dist` contains code of 2 other packages.');
    expect(page).toContain(
      '## @scope/inside 1.2.3\n\nLicence: MIT\n\n````text\nPermission is granted by Scope.',
    );
    expect(page).toContain('## deep 1.2.3\n\nLicence: MIT\n\n````text\nPermission is granted by Deep.');
    expect(page).toContain('| beside | 1.2.3 | MIT |');
  });

  it('says so when nothing is bundled', () => {
    expect(thirdPartyPage(root, [path.join(root, 'server/src/index.ts')])).toContain(
      'No third-party code is bundled into it.',
    );
  });

  it('is not made if bundled code has no license text', () => {
    const source = addPackage('node_modules/bare', 'bare');
    expect(() => thirdPartyPage(root, [source])).toThrow(
      'bare 1.2.3 is bundled into dist but has no licence text',
    );
  });

  it('reads from the source maps what was bundled, and refuses a build without them', () => {
    write('dist/server/index.js', '');
    const dist = path.join(root, 'dist');
    expect(() => sourcesOf(dist)).toThrow('no source maps');
    write(
      'dist/server/index.js.map',
      JSON.stringify({ sources: ['../../server/src/index.ts', '../../node_modules/bare/dist/index.js'] }),
    );
    expect(packageFolders(sourcesOf(dist))).toEqual([path.join(root, 'node_modules/bare')]);
  });
});
