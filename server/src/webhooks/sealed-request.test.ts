import fc from 'fast-check';
import { sealRequest, unsealRequest } from './sealed-request';

const credentials = {
  seal: (connectorId: string, what: string, text: string) =>
    Buffer.from(`${connectorId} ${what} ${text}`).toString('base64'),
  unseal: (connectorId: string, what: string, sealed: string) => {
    const text = Buffer.from(sealed, 'base64').toString();
    const start = `${connectorId} ${what} `;
    return text.startsWith(start) ? text.slice(start.length) : undefined;
  },
};

describe('the stored part of a request', () => {
  it('comes back byte for byte, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, query) => {
        const rawBody = Buffer.from(bytes);
        const sealed = sealRequest(credentials, 'c1', { query, rawBody });
        const back = unsealRequest(credentials, { connectorId: 'c1', sealed });
        expect(back?.query).toBe(query);
        expect(back?.rawBody.equals(rawBody)).toBe(true);
      }),
    );
  });

  it('keeps the spaces and escapes that were signed', () => {
    const rawBody = Buffer.from('{ "event":\t"\\u0072ecording" }\r\n');
    const sealed = sealRequest(credentials, 'c1', { query: '', rawBody });
    expect(unsealRequest(credentials, { connectorId: 'c1', sealed })?.rawBody).toEqual(rawBody);
  });

  it('is nothing under another key, nor at another connector', () => {
    const sealed = sealRequest(credentials, 'c1', { query: '', rawBody: Buffer.from('x') });
    expect(unsealRequest({ unseal: () => undefined }, { connectorId: 'c1', sealed })).toBeUndefined();
    expect(unsealRequest(credentials, { connectorId: 'c2', sealed })).toBeUndefined();
  });
});
