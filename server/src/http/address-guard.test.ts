import { ConnectorError } from '../domain/errors';
import {
  guardedLookup,
  isHostForbiddenAsWritten,
  isOwnNetworkAddress,
  isPublicAddress,
} from './address-guard';
import type { Lookup } from './types';

type Found = { error: NodeJS.ErrnoException | null; addresses: unknown };
const resolve = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
  new Promise<Found>((done) => {
    lookup('media.example.test', { all }, (error, addresses) => done({ error, addresses }));
  });

const answering = (...answers: string[][]): Lookup => {
  let asked = 0;
  return (_host, _options, callback) => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
};

describe('address guard (P13)', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.4',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    'fd00::1',
    'fc00::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:1::',
    '2001:db8::1',
    '100::1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '4000::1',
    'not an address',
  ])('fault 18: %s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '170.114.10.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it('lets an allowed private host have addresses of one’s own network, but not the metadata service', () => {
    expect(
      ['127.0.0.1', '10.0.0.5', 'fd00::1', '100.64.0.1', '8.8.8.8'].filter(isOwnNetworkAddress),
    ).toHaveLength(5);
    expect(['169.254.169.254', 'fe80::1', '224.0.0.1', '0.0.0.0'].filter(isOwnNetworkAddress)).toEqual([]);
  });

  it.each([
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://2130706433/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/',
    'https://100.64.0.1/',
    'https://[fd00::8]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://api.localhost/',
  ])('fault 18: %s is refused as it is written', (url) => {
    expect(isHostForbiddenAsWritten(new URL(url).hostname)).toBe(true);
  });

  it('fault 19: hands the connection the very addresses it checked, asking once', async () => {
    const lookup = guardedLookup(isPublicAddress, answering(['8.8.8.8'], ['127.0.0.1']));
    expect(await resolve(lookup, true)).toEqual({
      error: null,
      addresses: [{ address: '8.8.8.8', family: 4 }],
    });
    const second = await resolve(lookup, true);
    expect(second.error).toMatchObject({ failure: 'refused', code: 'address-not-allowed' });
    expect(second.addresses).toEqual([]);
  });

  it.each([true, false])(
    'fault 20: refuses an answer with one private address in it (all: %s)',
    async (all) => {
      const lookup = guardedLookup(isPublicAddress, answering(['8.8.8.8', '10.0.0.1', '9.9.9.9']));
      const { error, addresses } = await resolve(lookup, all);
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error?.message).toContain('network.allowedPrivateHosts: ["media.example.test"]');
      expect(addresses).toEqual([]);
    },
  );

  it('gives one address when one is asked for, and none for an empty answer', async () => {
    expect(
      (await resolve(guardedLookup(isPublicAddress, answering(['8.8.8.8', '9.9.9.9'])), false)).addresses,
    ).toBe('8.8.8.8');
    expect((await resolve(guardedLookup(isPublicAddress, answering([])), true)).error).toMatchObject({
      code: 'ENOTFOUND',
    });
  });
});
