/** Writes XML as the server does. A list is repeated elements with one name. */
export type Node =
  string | number | boolean | undefined | { cdata: string } | Node[] | { [name: string]: Node };

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character);

/** Free text; the end of a section inside of it is split over two. */
export const cdata = (text: string): { cdata: string } => ({ cdata: text });

const isCdata = (node: object): node is { cdata: string } =>
  'cdata' in node && typeof node.cdata === 'string';

export function xmlOf(name: string, node: Node): string {
  if (node === undefined) return '';
  if (Array.isArray(node)) return node.map((one) => xmlOf(name, one)).join('');
  if (typeof node !== 'object') return `<${name}>${escaped(String(node))}</${name}>`;
  if (isCdata(node))
    return `<${name}><![CDATA[${node.cdata.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;
  const inner = Object.entries(node)
    .map(([child, value]) => xmlOf(child, value))
    .join('\n');
  return inner === '' ? `<${name}/>` : `<${name}>\n${inner}\n</${name}>`;
}
