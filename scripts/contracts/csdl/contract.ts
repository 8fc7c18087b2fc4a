import type { Deviation, Exchange } from '../deviation';
import { readCsdl } from './model';
import { checkQuery, follow, type Place } from './paths';
import { checkValue } from './values';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Validates exchanges and events against a published OData metadata document. */
export function openCsdl(xml: string) {
  const csdl = readCsdl(xml);

  function checkRequest(
    { method, query, json }: Exchange,
    place: Place,
    say: (at: string, what: string) => void,
  ) {
    const { type, operation } = place;
    if (operation?.kind === 'action' && method !== 'POST') say('', 'an action is asked for by POST');
    if (method === 'POST' && operation === undefined && !type.many) say('', 'nothing is made here');
    if ((method === 'PATCH' || method === 'DELETE') && type.many) say('', 'a whole list is meant');
    checkQuery(csdl, place, query, say);
    if (json === undefined) return;
    const whole = method === 'POST' && operation === undefined;
    const made = { name: type.name, many: false };
    // The service assigns the id.
    checkValue(csdl, made, whole && isObject(json) ? { id: 'made', ...json } : json, say, { whole });
  }

  function checkAnswer(
    { method, status, answer }: Exchange,
    { type }: Place,
    say: (at: string, what: string) => void,
  ) {
    if (status >= 400 || answer === undefined || answer === '' || type.name === 'Edm.Stream') return;
    const isList = type.many && method === 'GET';
    const value = isList && isObject(answer) ? answer.value : answer;
    checkValue(csdl, { name: type.name, many: isList }, value, say, { whole: false });
  }

  return {
    check(exchange: Exchange): Deviation[] {
      const place = follow(csdl, exchange.path);
      if ('unknown' in place) {
        const operation = `${exchange.method} ${exchange.path}`;
        return [{ operation, side: 'request', at: '', what: `the contract does not know ${place.unknown}` }];
      }
      const operation = `${exchange.method} ${place.template}`;
      const found: Deviation[] = [];
      checkRequest(exchange, place, (at, what) => found.push({ operation, side: 'request', at, what }));
      checkAnswer(exchange, place, (at, what) => found.push({ operation, side: 'answer', at, what }));
      return found;
    },

    /** A body of a named type. */
    checkEvent(typeName: string, body: unknown): Deviation[] {
      const found: Deviation[] = [];
      const say = (at: string, what: string) => found.push({ operation: typeName, side: 'event', at, what });
      checkValue(csdl, { name: typeName, many: false }, body, say, { whole: true });
      return found;
    },

    /** Whether a path inside a value exists. */
    checkPath(typeName: string, at: string, path: string): Deviation[] {
      const place = follow(csdl, path);
      return 'unknown' in place
        ? [{ operation: typeName, side: 'event', at, what: `the contract does not know ${place.unknown}` }]
        : [];
    },
  };
}
