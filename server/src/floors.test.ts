import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import floors from '../floors.json';

const ROOT = path.join(__dirname, '..', '..');
const TREES = ['server/src', 'contracts', 'admin/src', 'emulators'];
type Graph = Map<string, Set<string>>;

const isTest = (file: string) => /\.test\.tsx?$|\/fixtures\//.test(file);

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
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
            return ['.ts', '.tsx', '/index.ts', '/index.tsx']
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
const folderOf = (file: string): string => {
  const parts = file.split('/');
  return parts.slice(0, parts[0] === 'contracts' ? 1 : parts[0] === 'emulators' ? 2 : 3).join('/');
};

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

  it('has no folders that import each other in a circle', () => {
    const folders: Graph = new Map();
    for (const [file, targets] of graph) {
      if (isTest(file)) continue;
      const from = folderOf(file);
      const known = folders.get(from) ?? new Set<string>();
      for (const to of targets) if (folderOf(to) !== from) known.add(folderOf(to));
      folders.set(from, known);
    }
    expect(loops(folders)).toEqual([]);
  });
});
