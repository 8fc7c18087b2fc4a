import fc from 'fast-check';
import { sealRequest, unsealRequest } from './sealed-request';

const credentials = {
  seal: (text: string) => Buffer.from(text).toString('base64'),
  unseal: (sealed: string) => Buffer.from(sealed, 'base64').toString(),
};

describe('the stored part of a request', () => {
  it('comes back byte for byte, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, query) => {
        const rawBody = Buffer.from(bytes);
        const back = unsealRequest(credentials, sealRequest(credentials, { query, rawBody }));
        expect(back?.query).toBe(query);
        expect(back?.rawBody.equals(rawBody)).toBe(true);
      }),
    );
  });

  it('keeps the spaces and escapes that were signed', () => {
    const rawBody = Buffer.from('{ "event":\t"\\u0072ecording" }\r\n');
    expect(unsealRequest(credentials, sealRequest(credentials, { query: '', rawBody }))?.rawBody).toEqual(
      rawBody,
    );
  });

  it('is nothing under another key', () => {
    expect(unsealRequest({ unseal: () => undefined }, 'x')).toBeUndefined();
  });
});
