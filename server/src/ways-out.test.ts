import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * What leaves this process leaves at the few places that `docs/outgoing-requests.md` names. A new one
 * appears here, and somebody asks which secret it carries, and to whom.
 */
const ROOT = path.join(__dirname, '../..');

/** Modules of Node and of others that open connections. What only parses an address opens none. */
const OPENS =
  /^(?:node:)?(?:https?|http2|net|tls|dgram|child_process)$|^(?:axios|undici|got|node-fetch|ws|nodemailer|.*-proxy-agent)$/;
const OPENS_NOTHING = ['isIP'];
/** Services of Strapi that send something, and our own client. */
const SENDS = /^(?:fetch|createHttpClient|WebSocket|EventSource)$/;

const isOfTests = (file: string) => /\.test\.ts$|\/fixtures\//.test(file);
const files = readdirSync(path.join(ROOT, 'server/src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `server/src/${file.split(path.sep).join('/')}`)
  .filter((file) => file.endsWith('.ts') && !isOfTests(file));

const opensConnections = (node: ts.ImportDeclaration): boolean => {
  if (!ts.isStringLiteral(node.moduleSpecifier) || !OPENS.test(node.moduleSpecifier.text)) return false;
  const clause = node.importClause;
  if (clause === undefined || clause.isTypeOnly) return false;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return true;
  return named.elements.some((one) => !one.isTypeOnly && !OPENS_NOTHING.includes(one.name.text));
};

/** Calls of what is global, of a service of Strapi, or of our client. A function of our own may be called `fetch`. */
function sends(node: ts.Node, own: ReadonlySet<string>): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const called = node.expression;
  if (ts.isIdentifier(called)) return SENDS.test(called.text) && !own.has(called.text);
  if (!ts.isPropertyAccessExpression(called)) return false;
  const [first] = node.arguments ?? [];
  const given = first !== undefined && ts.isStringLiteral(first) ? first.text : '';
  if (called.name.text === 'service') return /^(?:email|plugin::email\.email)$/.test(given);
  return called.name.text === 'fetch' && /^(?:strapi|globalThis)$/.test(called.expression.getText());
}

function leavesAt(file: string): boolean {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const own = new Set<string>();
  const declared = (node: ts.Node) => {
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) own.add(node.name.text);
    if (ts.isImportSpecifier(node) && node.name.text === 'fetch') own.add('fetch');
    ts.forEachChild(node, declared);
  };
  declared(source);
  const found = (node: ts.Node): boolean =>
    (ts.isImportDeclaration(node) && opensConnections(node)) ||
    sends(node, own) ||
    (ts.forEachChild(node, (child) => found(child) || undefined) ?? false);
  return found(source);
}

/** Rows of the table *Where requests leave*. */
const told = readFileSync(path.join(ROOT, 'docs/outgoing-requests.md'), 'utf8')
  .split('## Where requests leave')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .flatMap((line) => /^\| `([^`]+)` /.exec(line)?.[1] ?? []);

it('requests leave only where the docs say', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter(leavesAt).sort()).toEqual([...(told ?? [])].sort());
});
