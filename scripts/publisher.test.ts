import { readFileSync } from 'node:fs';
import path from 'node:path';
import { publishedManifest, publishedReadme, publisherOf } from './publisher';

const ROOT = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const publisher = publisherOf({ REPOSITORY_URL: 'https://git.example.com/team/connectors.git' }, '1.2.3');

describe('what is published', () => {
  it('takes its addresses from the publisher, and refuses to run without them', () => {
    expect(publisher).toEqual({
      repositoryUrl: 'https://git.example.com/team/connectors',
      homepageUrl: 'https://git.example.com/team/connectors#readme',
      issuesUrl: 'https://git.example.com/team/connectors/issues',
      filesUrl: 'https://git.example.com/team/connectors/blob/v1.2.3/',
      picturesUrl: 'https://git.example.com/team/connectors/raw/v1.2.3/',
    });
    expect(() => publisherOf({}, '1.2.3')).toThrow('REPOSITORY_URL is not an https address');
    expect(() => publisherOf({ REPOSITORY_URL: 'git@example.com:team/x' }, '1.2.3')).toThrow(
      'REPOSITORY_URL is not an https address',
    );
    const { filesUrl, homepageUrl } = publisherOf(
      {
        REPOSITORY_URL: 'https://git.example.com/team/connectors',
        FILES_URL: 'https://docs.example.com/connectors/',
        HOMEPAGE_URL: 'https://docs.example.com/connectors',
      },
      '1.2.3',
    );
    expect(filesUrl).toBe('https://docs.example.com/connectors/');
    expect(homepageUrl).toBe('https://docs.example.com/connectors');
  });

  it('has absolute links for pages, pictures and pictures inside links, and leaves others alone', () => {
    const text = [
      '[Zoom](docs/providers/zoom.md#events-optional) ![A list](./docs/screenshots/a.png)',
      '[![badge](docs/b.png)](LICENSE) [here](#configuration) [there](https://example.org/a) `[x](y z)`',
    ].join('\n');
    expect(publishedReadme(text, publisher)).toBe(
      [
        `[Zoom](${publisher.filesUrl}docs/providers/zoom.md#events-optional) ![A list](${publisher.picturesUrl}docs/screenshots/a.png)`,
        `[![badge](${publisher.picturesUrl}docs/b.png)](${publisher.filesUrl}LICENSE) [here](#configuration) [there](https://example.org/a) \`[x](y z)\``,
      ].join('\n'),
    );
  });

  it('leaves no relative link in the README of this project', () => {
    const links = [...publishedReadme(read('README.md'), publisher).matchAll(/\]\(([^)]+)\)/g)].map(
      ([, target = '']) => target,
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((target) => !/^(https:|#)/.test(target))).toEqual([]);
  });

  it('has the addresses in package.json, and no reference to sources that are not published', () => {
    const published = JSON.parse(publishedManifest(read('package.json'), publisher)) as Record<
      string,
      unknown
    >;
    expect(published).toMatchObject({
      name: 'strapi-plugin-meeting-connectors',
      homepage: 'https://git.example.com/team/connectors#readme',
      repository: { type: 'git', url: 'git+https://git.example.com/team/connectors.git' },
      bugs: { url: 'https://git.example.com/team/connectors/issues' },
    });
    expect(published).not.toHaveProperty('devDependencies');
    expect(published).not.toHaveProperty('scripts');
    expect(JSON.stringify(published.exports)).not.toContain('/src/index.ts');
    // The project has no address of its own.
    expect(JSON.parse(read('package.json'))).not.toHaveProperty('repository');
  });
});
