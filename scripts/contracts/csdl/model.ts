import { Parser } from 'htmlparser2';

/** The parts of an OData metadata document (CSDL 4.0) that are used here. */
export interface Csdl {
  /** By full name, for example `microsoft.graph.user`. */
  types: ReadonlyMap<string, CsdlType>;
  enums: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions and actions by short name. */
  operations: ReadonlyMap<string, readonly CsdlOperation[]>;
  /** The possible first parts of a path. */
  roots: ReadonlyMap<string, TypeReference>;
}

export interface TypeReference {
  name: string;
  many: boolean;
}

export interface CsdlType {
  name: string;
  base?: string;
  /** May have properties that are not declared. */
  open: boolean;
  properties: Map<string, CsdlProperty>;
}

export interface CsdlProperty {
  type: TypeReference;
  nullable: boolean;
  /** Leads to other entities. It is part of a path and rarely of an answer. */
  isNavigation: boolean;
}

export interface CsdlOperation {
  kind: 'action' | 'function';
  parameters: { name: string; type: TypeReference }[];
  returns?: TypeReference;
}

/** `Collection(graph.user)` → many of `microsoft.graph.user`. */
function reference(text: string, alias: string, namespace: string): TypeReference {
  const inner = /^Collection\((.*)\)$/.exec(text)?.[1];
  const name = inner ?? text;
  const full =
    alias !== '' && name.startsWith(`${alias}.`) ? `${namespace}${name.slice(alias.length)}` : name;
  // All schemas use the short name of the main schema.
  return { name: full.replace(/^graph\./, 'microsoft.graph.'), many: inner !== undefined };
}

export function readCsdl(xml: string): Csdl {
  const types = new Map<string, CsdlType>();
  const enums = new Map<string, Set<string>>();
  const operations = new Map<string, CsdlOperation[]>();
  const roots = new Map<string, TypeReference>();
  let namespace = '';
  let alias = '';
  let type: CsdlType | undefined;
  let members: Set<string> | undefined;
  let operation: CsdlOperation | undefined;
  const refer = (text = '') => reference(text, alias, namespace);

  const parser = new Parser(
    {
      onopentag(tag, { Name: name = '', Type, ...more }) {
        switch (tag) {
          case 'Schema':
            namespace = more.Namespace ?? '';
            alias = more.Alias ?? '';
            break;
          case 'EntityType':
          case 'ComplexType': {
            const base = more.BaseType === undefined ? {} : { base: refer(more.BaseType).name };
            const open = more.OpenType === 'true';
            type = { name: `${namespace}.${name}`, ...base, open, properties: new Map() };
            types.set(type.name, type);
            break;
          }
          case 'Property':
          case 'NavigationProperty':
            type?.properties.set(name, {
              type: refer(Type),
              nullable: more.Nullable !== 'false',
              isNavigation: tag === 'NavigationProperty',
            });
            break;
          case 'EnumType':
            enums.set(`${namespace}.${name}`, (members = new Set()));
            break;
          case 'Member':
            members?.add(name);
            break;
          case 'Action':
          case 'Function':
            operation = { kind: tag === 'Action' ? 'action' : 'function', parameters: [] };
            operations.set(name, [...(operations.get(name) ?? []), operation]);
            break;
          case 'Parameter':
            operation?.parameters.push({ name, type: refer(Type) });
            break;
          case 'ReturnType':
            if (operation) operation.returns = refer(Type);
            break;
          case 'EntitySet':
            roots.set(name, { name: refer(more.EntityType).name, many: true });
            break;
          case 'Singleton':
            roots.set(name, refer(Type));
        }
      },
      onclosetag(tag) {
        if (tag === 'EntityType' || tag === 'ComplexType') type = undefined;
        if (tag === 'Action' || tag === 'Function') operation = undefined;
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return { types, enums, operations, roots };
}

/** A type and its base types, itself first. */
export function* lineage(csdl: Csdl, name: string): Generator<CsdlType> {
  for (let type = csdl.types.get(name); type !== undefined; type = csdl.types.get(type.base ?? ''))
    yield type;
}

export function propertyOf(csdl: Csdl, typeName: string, name: string): CsdlProperty | undefined {
  for (const type of lineage(csdl, typeName)) {
    const property = type.properties.get(name);
    if (property !== undefined) return property;
  }
  return undefined;
}

export const isA = (csdl: Csdl, name: string, ancestor: string): boolean =>
  [...lineage(csdl, name)].some((type) => type.name === ancestor);
