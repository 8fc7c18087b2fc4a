import Ajv, { type ValidateFunction } from 'ajv';
import type { Deviation, Exchange, Say } from './deviation';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const escapePointer = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Keywords that differ between JSON Schema and OpenAPI 3.0 or Swagger 2.0. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (!isObject(value)) return value;
  const copy: Json = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asJsonSchema(one)]));
  if (typeof copy.required === 'boolean' && !('in' in copy)) delete copy.required;
  if (copy.nullable === true && typeof copy.type === 'string') copy.type = [copy.type, 'null'];
  delete copy.nullable;
  return copy;
}

/** Validates exchanges against a published contract. */
export function openContract(documents: unknown[]) {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });
  const lenient = new Ajv({ strict: false, validateFormats: false, coerceTypes: true });
  const docs = documents.map(asJsonSchema).filter(isObject);
  docs.forEach((doc, index) => ajv.addSchema(doc, `contract${index}`, false, false));

  const resolve = (doc: Json, value: unknown): Json => {
    if (!isObject(value)) return {};
    if (typeof value.$ref !== 'string') return value;
    const found = value.$ref
      .replace(/^#\//, '')
      .split('/')
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), doc);
    return resolve(doc, found);
  };

  interface Operation {
    doc: Json;
    index: number;
    template: string;
    method: string;
    item: Json;
    operation: Json;
  }

  /** The most specific templates that match. The part after `#` or `?` only distinguishes operations. */
  function find({ method, path }: Exchange): Operation[] {
    const wanted = method.toLowerCase();
    const fitting: Operation[] = [];
    docs.forEach((doc, index) => {
      for (const [template, item] of Object.entries(resolve(doc, doc.paths))) {
        const operation = isObject(item) ? item[wanted] : undefined;
        if (!METHODS.includes(wanted) || !isObject(item) || !isObject(operation)) continue;
        const plain = template.replace(/[#?].*$/, '').replace(/\/$/, '');
        const pattern = plain
          .split('/')
          .map((part) => (/\{.*\}/.test(part) ? '[^/]+' : part.replace(/[.*+]/g, '\\$&')));
        if (new RegExp(`^${pattern.join('/')}$`).test(path.replace(/\/$/, ''))) {
          fitting.push({ doc, index, template, method: wanted, item, operation });
        }
      }
    });
    const variables = ({ template }: Operation) => template.split('{').length;
    const fewest = Math.min(...fitting.map(variables));
    return fitting.filter((one) => variables(one) === fewest);
  }

  const validators = new Map<string, ValidateFunction>();
  function validator(index: number, pointer: string[]): ValidateFunction {
    const ref = `contract${index}#/${pointer.map(escapePointer).join('/')}`;
    const known = validators.get(ref) ?? ajv.compile({ $ref: ref });
    validators.set(ref, known);
    return known;
  }

  /** The properties of a schema, including those of its parts and variants. */
  function namesOf(doc: Json, schema: unknown): Json {
    const { properties, oneOf, anyOf, allOf } = resolve(doc, schema);
    const parts = [oneOf, anyOf, allOf].filter(Array.isArray).flat() as unknown[];
    return Object.assign(
      {},
      ...parts.map((one) => namesOf(doc, one)),
      isObject(properties) ? properties : {},
    ) as Json;
  }

  /** Names that the contract does not declare, wherever it declares any. */
  function strangeNames(doc: Json, schema: unknown, value: unknown, at: string): string[] {
    const { items, additionalProperties } = resolve(doc, schema);
    if (Array.isArray(value)) return value.flatMap((one) => strangeNames(doc, items, one, `${at}/*`));
    const known = namesOf(doc, schema);
    if (!isObject(value) || Object.keys(known).length === 0 || isObject(additionalProperties)) return [];
    return Object.entries(value).flatMap(([name, one]) =>
      name in known ? strangeNames(doc, known[name], one, `${at}/${name}`) : [`${at}/${name}`],
    );
  }

  function parametersOf({ doc, item, operation }: Operation): Json[] {
    const lists = [item.parameters, operation.parameters].filter(Array.isArray) as unknown[][];
    return lists.flat().map((one) => resolve(doc, one));
  }

  function checkRequest(exchange: Exchange, found: Operation, say: Say): void {
    const parameters = parametersOf(found);
    for (const [name, value] of exchange.query) {
      const parameter = parameters.find((one) => one.name === name && one.in === 'query');
      if (parameter === undefined) say(`?${name}`, 'the contract has no such parameter');
      // Swagger 2.0 has the type next to the name.
      else if (
        !lenient.validate(
          {
            ...resolve(found.doc, parameter.schema ?? parameter),
            required: undefined,
            in: undefined,
            name: undefined,
          },
          value,
        )
      ) {
        say(`?${name}`, lenient.errorsText());
      }
    }
    for (const { name, in: place, required } of parameters) {
      if (place === 'query' && required === true && !exchange.query.has(String(name)))
        say(`?${String(name)}`, 'is required');
    }
    if (exchange.json === undefined) return;
    const body = parameters.findIndex((one) => one.in === 'body');
    const pointer =
      body >= 0
        ? ['paths', found.template, found.method, 'parameters', String(body), 'schema']
        : ['paths', found.template, found.method, 'requestBody', 'content', 'application/json', 'schema'];
    checkBody(found, pointer, exchange.json, say);
  }

  function checkBody(found: Operation, pointer: string[], value: unknown, say: Say): void {
    const schema = pointer.reduce<unknown>(
      (at, part) =>
        isObject(at) ? resolve(found.doc, at)[part] : Array.isArray(at) ? at[Number(part)] : undefined,
      found.doc,
    );
    if (schema === undefined) return say('', 'the contract has no body here');
    const validate = validator(found.index, pointer);
    if (!validate(value)) {
      for (const { instancePath, message } of validate.errors ?? []) {
        say(instancePath.replace(/\/\d+/g, '/*'), message ?? 'does not fit');
      }
    }
    for (const name of strangeNames(found.doc, schema, value, '')) say(name, 'the contract has no such name');
  }

  function checkAnswer(exchange: Exchange, found: Operation, say: Say): void {
    const responses = resolve(found.doc, found.operation.responses);
    const status = [String(exchange.status), 'default'].find((one) => one in responses);
    if (status === undefined) {
      // No contract lists all its errors.
      if (exchange.status < 400) say('', `status ${exchange.status} is not in the contract`);
      return;
    }
    const response = resolve(found.doc, responses[status]);
    const base = ['paths', found.template, found.method, 'responses', status];
    if (exchange.status === 204 || exchange.answer === '' || exchange.answer === undefined) return;
    if ('schema' in response) return checkBody(found, [...base, 'schema'], exchange.answer, say);
    const content = resolve(found.doc, response.content);
    const type = Object.keys(content).find((one) => /json/.test(one)) ?? Object.keys(content)[0];
    // Any text is valid.
    if (type !== undefined && !type.startsWith('text/'))
      checkBody(found, [...base, 'content', type, 'schema'], exchange.answer, say);
  }

  return {
    /** Of several operations at one address, the one that matches best. */
    check(exchange: Exchange): Deviation[] {
      const [best] = find(exchange)
        .map((found) => deviationsFrom(exchange, found))
        .sort((a, b) => a.length - b.length);
      const operation = `${exchange.method} ${exchange.path}`;
      return best ?? [{ operation, side: 'request', at: '', what: 'the contract has no such call' }];
    },

    /** An event of a provider, for example `recording.completed`. */
    checkEvent(name: string, body: unknown): Deviation[] {
      const doc = docs.find(({ webhooks }) => isObject(webhooks) && name in webhooks);
      if (doc === undefined)
        return [{ operation: name, side: 'event', at: '', what: 'the contract has no such event' }];
      const found = {
        doc,
        index: docs.indexOf(doc),
        template: name,
        method: 'post',
        item: {},
        operation: {},
      };
      const pointer = ['webhooks', name, 'post', 'requestBody', 'content', 'application/json', 'schema'];
      const deviations: Deviation[] = [];
      checkBody(found, pointer, body, (at, what) =>
        deviations.push({ operation: name, side: 'event', at, what }),
      );
      return deviations;
    },
  };

  function deviationsFrom(exchange: Exchange, found: Operation): Deviation[] {
    const operation = `${exchange.method} ${found.template}`;
    const deviations: Deviation[] = [];
    checkRequest(exchange, found, (at, what) => deviations.push({ operation, side: 'request', at, what }));
    checkAnswer(exchange, found, (at, what) => deviations.push({ operation, side: 'answer', at, what }));
    return deviations;
  }
}
