import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import floors from '../floors.json';

const ROOT = path.join(__dirname, '..', '..');
const TREES = [
  'server/src',
  'contracts',
  'admin/src',
  'emulators',
  'playground/client',
  'scripts',
  'tests',
  'bench',
];
type Graph = Map<string, Set<string>>;

/** Tests beside the code may import from any floor. Those in `tests/` are a folder like others. */
const isTest = (file: string) =>
  /\/fixtures\//.test(file) || (/\.test\.tsx?$/.test(file) && !file.startsWith('tests/'));

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|m?js)$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.startsWith('tests/package/templates/'));
}

/** What each file imports of ours, types included. */
function importsOf(files: readonly string[]): Graph {
  const known = new Set(files);
  return new Map(
    files.map((file) => [
      file,
      new Set(
        ts
          .preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true)
          .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
          .flatMap(({ fileName }) => {
            const at = path.posix.join(path.posix.dirname(file), fileName);
            return ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
              .map((end) => at + end)
              .filter((one) => known.has(one))
              .slice(0, 1);
          }),
      ),
    ]),
  );
}

/** Sets of more than one node that reach each other (Tarjan). */
function loops(graph: Graph): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (node: string): number => {
    let low = order.size;
    order.set(node, low);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
      lowest.set(node, low);
    }
    lowest.set(node, low);
    if (low === order.get(node)) {
      const loop = open.splice(open.indexOf(node));
      if (loop.length > 1) found.push(loop.sort());
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** `people` of `server/src/people/hosts.ts`; files of `server/src` itself are rooms of their own. */
const roomOf = (file: string): string => {
  const parts = file.split('/');
  return parts[0] === 'server' ? (parts[2] ?? '') : '';
};

/** For each folder, what the files and folders directly in it import of each other, by its path. */
function neighboursOf(files: Graph): Map<string, Graph> {
  const folders = new Map<string, Graph>();
  for (const [from, targets] of files) {
    for (const to of targets) {
      const [a, b] = [from.split('/'), to.split('/')];
      const depth = a.findIndex((part, index) => part !== b[index]);
      const folder = a.slice(0, depth).join('/');
      const [importer = '', imported = ''] = [a[depth], b[depth]];
      const graph = folders.get(folder) ?? new Map<string, Set<string>>();
      graph.set(importer, (graph.get(importer) ?? new Set()).add(imported));
      folders.set(folder, graph);
    }
  }
  return folders;
}

const graph = importsOf(TREES.flatMap(filesBelow));

describe('the floors of the house (ARCHITECTURE.md)', () => {
  it('names every room of server/src, and none twice', () => {
    const named = floors.flat();
    expect(new Set(named).size).toBe(named.length);
    const rooms = [...graph.keys()].filter((file) => !isTest(file)).map(roomOf);
    expect([...new Set(rooms)].filter((room) => room !== '' && !named.includes(room))).toEqual([]);
  });

  it('lets a room import only what stands on a lower floor', () => {
    const floorOf = (room: string) => floors.findIndex((floor) => floor.includes(room));
    const upwards = [...graph].flatMap(([file, targets]) =>
      [...targets]
        .filter(
          (to) => roomOf(file) !== '' && !isTest(file) && roomOf(to) !== '' && roomOf(to) !== roomOf(file),
        )
        .filter((to) => floorOf(roomOf(to)) <= floorOf(roomOf(file)))
        .map((to) => `${file} → ${to}`),
    );
    expect(upwards).toEqual([]);
  });

  it('has no files that import each other in a circle, types included', () => {
    expect(loops(graph)).toEqual([]);
  });

  it('has no folders that import each other in a circle, on any level and types included', () => {
    const shipped = new Map([...graph].filter(([file]) => !isTest(file)));
    const found = [...neighboursOf(shipped)].flatMap(([folder, neighbours]) =>
      loops(neighbours).map((loop) => `${folder || '.'}: ${loop.join(' ↔ ')}`),
    );
    expect(found).toEqual([]);
  });
});
