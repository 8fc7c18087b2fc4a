import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** THIRD-PARTY.md lists the packages whose code is in `dist/`, with their license texts. */

const sourceMap = z.object({ sources: z.array(z.string()) });
const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});
type Manifest = z.infer<typeof manifest>;

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=[^\n]+\n?$/;

const readManifest = (folder: string): Manifest =>
  manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));

/** The folders of the packages that these files belong to, without duplicates. Files outside `node_modules` are ours. */
export function packageFolders(files: string[]): string[] {
  const folders = files.flatMap((file) => {
    // The innermost one, because a package can contain other packages.
    const at = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.split(path.sep).join('/'));
    return at?.[1] === undefined ? [] : [at[1]];
  });
  return [...new Set(folders)].sort();
}

/** Absolute paths of all sources of a build that wrote source maps. */
export function sourcesOf(dist: string): string[] {
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.map'),
  );
  if (maps.length === 0) throw new Error(`${dist} has no source maps to tell what the build put into it`);
  const sources = maps.flatMap((file) =>
    sourceMap
      .parse(JSON.parse(readFileSync(path.join(dist, file), 'utf8')))
      .sources.map((source) => path.resolve(dist, path.dirname(file), source)),
  );
  return [...new Set(sources)].sort();
}

function licenceTexts(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
}

function sectionOf(folder: string): string {
  const { name, version, license } = readManifest(folder);
  const texts = licenceTexts(folder);
  if (texts.length === 0)
    throw new Error(`${name} ${version} is bundled into dist but has no licence text in ${folder}`);
  const fenced = texts.map((text) => `\`\`\`\`text\n${text}\n\`\`\`\``).join('\n\n');
  return `## ${name} ${version}\n\nLicence: ${license ?? 'see the text'}\n\n${fenced}`;
}

/**
 * The page for a build of `sources` (absolute paths).
 *
 * @throws if a bundled package has no license text, because such code must not be published.
 */
export function thirdPartyPage(root: string, sources: string[]): string {
  const bundled = packageFolders(sources);
  const installed = Object.keys(readManifest(root).dependencies ?? {}).map((name) => {
    const { version, license } = readManifest(path.join(root, 'node_modules', name));
    return `| ${name} | ${version} | ${license ?? 'see the package'} |`;
  });
  return [
    '# Third-party code',
    'Made by the build from what it put into `dist`.',
    bundled.length === 0
      ? '`dist` contains only code of this project. No third-party code is bundled into it.'
      : `\`dist\` contains code of ${bundled.length === 1 ? 'one other package' : `${bundled.length} other packages`}. Their licences follow.`,
    ...bundled.map(sectionOf),
    '## Packages that npm installs beside this one',
    'Each of them brings its own licence text.',
    ['| package | version | licence |', '| --- | --- | --- |', ...installed].join('\n'),
    '',
  ].join('\n\n');
}

/** Source maps are made for this page only. They are three times the size of the code. */
function removeMaps(dist: string): void {
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const at = path.join(dist, file);
    if (file.endsWith('.map')) rmSync(at);
    else if (/\.m?js$/.test(file)) writeFileSync(at, readFileSync(at, 'utf8').replace(MAP_COMMENT, '\n'));
  }
}

/** Writes THIRD-PARTY.md for a build with source maps, and removes the maps. */
export function writeThirdParty(root: string): void {
  const dist = path.join(root, 'dist');
  writeFileSync(path.join(root, 'THIRD-PARTY.md'), `${thirdPartyPage(root, sourcesOf(dist)).trimEnd()}\n`);
  removeMaps(dist);
}
