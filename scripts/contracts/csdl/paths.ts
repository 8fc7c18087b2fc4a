import type { Say } from '../deviation';
import { isA, propertyOf, type Csdl, type CsdlOperation, type TypeReference } from './model';

/** The target of a path. */
export interface Place {
  type: TypeReference;
  /** With placeholders for keys, for example `/users/{id}/drive`. */
  template: string;
  /** The action or function in its last part. */
  operation?: CsdlOperation;
}

/** @returns the target, or the first unknown part. */
export function follow(csdl: Csdl, path: string): Place | { unknown: string } {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  let at: TypeReference | undefined;
  let operation: CsdlOperation | undefined;
  const template: string[] = [];
  /** A file path between two colons, which no contract describes. */
  let inFile = false;
  for (const part of parts) {
    if (inFile) {
      inFile = !part.endsWith(':');
      if (!inFile) template.push('{path}:');
      continue;
    }
    const [, name = '', inner] = /^([^(:]+)(?:\((.*)\))?:?$/s.exec(part) ?? [];
    inFile = part.endsWith(':');
    operation = undefined;
    const next = at === undefined ? csdl.roots.get(name) : propertyOf(csdl, at.name, name)?.type;
    if (at?.many !== true && next !== undefined) {
      at = inner === undefined ? next : { ...next, many: false };
      template.push(inner === undefined ? part : `${name}({id})`);
      continue;
    }
    const called: CsdlOperation | undefined = at && bound(csdl, at, name, argumentsIn(inner ?? ''));
    if (called !== undefined) {
      operation = called;
      at = called.returns ?? { name: '', many: false };
      template.push(inner === undefined ? name : `${name}(…)`);
    } else if (at?.many === true) {
      at = { ...at, many: false };
      template.push('{id}');
    } else return { unknown: part };
  }
  if (at === undefined) return { unknown: path };
  return { type: at, template: `/${template.join('/')}`, ...(operation ? { operation } : {}) };
}

/** `a='x',b=2` → both arguments with their values. */
const argumentsIn = (text: string): [name: string, value: string][] =>
  text === ''
    ? []
    : text.split(/,(?=\w+=)/).map((one) => {
        const [name = '', value = ''] = one.split(/=(.*)/s);
        return [name, value];
      });

/** The operation with this name and these arguments for this type. */
function bound(csdl: Csdl, on: TypeReference, name: string, given: [string, string][]) {
  return csdl.operations.get(name)?.find(({ parameters: [binding, ...parameters] }) => {
    if (binding === undefined || binding.type.many !== on.many) return false;
    if (!isA(csdl, on.name, binding.type.name)) return false;
    return given.every(([key, value]) => {
      const parameter = parameters.find((one) => one.name === key);
      return parameter !== undefined && isQuoted(value) === (parameter.type.name === 'Edm.String');
    });
  });
}
const isQuoted = (value: string) => /^'.*'$/s.test(value);

/** The names in query options must be properties of the requested type. */
export function checkQuery(csdl: Csdl, { type }: Place, query: URLSearchParams, say: Say): void {
  const knows = (name: string) => propertyOf(csdl, type.name, name) !== undefined;
  for (const [option, value] of query) {
    switch (option) {
      case '$select':
      case '$expand':
        for (const name of value.split(',').filter((one) => !knows(one)))
          say(`?${option}`, `${type.name} has no ${name}`);
        break;
      case '$filter':
        for (const [, name = ''] of value.matchAll(/(?:^| and | or )(\w+) (?:eq|ne|gt|ge|lt|le) /g))
          if (!knows(name)) say('?$filter', `${type.name} has no ${name}`);
        break;
      case '$top':
        if (!type.many || !/^\d+$/.test(value)) say('?$top', 'is no number of a list');
        break;
      case '$skiptoken':
        break;
      case '$format':
        if (type.name !== 'Edm.Stream') say('?$format', 'is for files');
        break;
      default:
        say(`?${option}`, 'the contract has no such parameter');
    }
  }
}
