import path from 'node:path';
import { z } from 'zod';

/** Where a publisher keeps the project: the addresses that a registry's page shows and links to. */
export interface Publisher {
  repositoryUrl: string;
  homepageUrl: string;
  issuesUrl: string;
  /** Before the path of a page of this project, with a slash at the end. */
  filesUrl: string;
  /** Before the path of a picture, with a slash at the end. */
  picturesUrl: string;
}

const url = z.url({ protocol: /^https$/ }).transform((text) => text.replace(/\/$/, ''));
const settings = z.object({
  REPOSITORY_URL: url.transform((text) => text.replace(/\.git$/, '')),
  HOMEPAGE_URL: url.optional(),
  ISSUES_URL: url.optional(),
  FILES_URL: url.optional(),
  PICTURES_URL: url.optional(),
});

/** From the environment. The defaults are the addresses of GitHub, GitLab and Gitea for a tag `v<version>`. */
export function publisherOf(environment: Record<string, string | undefined>, version: string): Publisher {
  const read = settings.safeParse(environment);
  if (!read.success) {
    const name = read.error.issues[0]?.path.join('.') ?? 'REPOSITORY_URL';
    throw new Error(
      `${name} is not an https address. The links of the package's page are made from it. Set it as CONTRIBUTING.md says under "Publishing", e.g. REPOSITORY_URL=https://git.example.com/team/meeting-connectors.`,
    );
  }
  const { REPOSITORY_URL, HOMEPAGE_URL, ISSUES_URL, FILES_URL, PICTURES_URL } = read.data;
  return {
    repositoryUrl: REPOSITORY_URL,
    homepageUrl: HOMEPAGE_URL ?? `${REPOSITORY_URL}#readme`,
    issuesUrl: ISSUES_URL ?? `${REPOSITORY_URL}/issues`,
    filesUrl: `${FILES_URL ?? `${REPOSITORY_URL}/blob/v${version}`}/`,
    picturesUrl: `${PICTURES_URL ?? `${REPOSITORY_URL}/raw/v${version}`}/`,
  };
}

const manifest = z.looseObject({ exports: z.record(z.string(), z.unknown()) });

/** `package.json` with the publisher's addresses, without what only a checkout has (sources, scripts, tools). */
export function publishedManifest(text: string, publisher: Publisher): string {
  const { scripts: _, devDependencies: __, ...rest } = manifest.parse(JSON.parse(text));
  const exports = Object.fromEntries(
    Object.entries(rest.exports).map(([name, entry]) => {
      if (typeof entry !== 'object' || entry === null) return [name, entry];
      return [
        name,
        Object.fromEntries(Object.entries(entry).filter(([condition]) => condition !== 'source')),
      ];
    }),
  );
  const addresses = {
    homepage: publisher.homepageUrl,
    repository: { type: 'git', url: `git+${publisher.repositoryUrl}.git` },
    bugs: { url: publisher.issuesUrl },
  };
  return `${JSON.stringify({ ...rest, exports, ...addresses }, null, 2)}\n`;
}

/** The README with absolute links: a registry's page has no files beside it. */
export function publishedReadme(text: string, { filesUrl, picturesUrl }: Publisher): string {
  const absolute = (base: string) => (_: string, label: string, target: string) =>
    `${label}(${base}${path.posix.normalize(target)})`;
  return (
    text
      .replace(/(!\[[^\]]*\])\((?![a-z][a-z0-9+.-]*:|#|\/)([^)\s]+)\)/gi, absolute(picturesUrl))
      // What is linked may be a picture.
      .replace(
        /((?<!!)\[(?:[^\][]|\[[^\]]*\])*\])\((?![a-z][a-z0-9+.-]*:|#|\/)([^)\s]+)\)/gi,
        absolute(filesUrl),
      )
  );
}
