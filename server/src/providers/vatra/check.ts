import jwt from 'jsonwebtoken';
import { message } from '../../../../contracts/messages/catalogue';
import { asConnectorError } from '../../domain/unexpected';
import { LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { readSettings } from './descriptor';
import { linkOf, sign } from './join-tokens';
import { KeyError, readKeys } from './keys';
import type { Account } from '../account';

const LABELS = {
  address: message('vatra.check.address'),
  keys: message('vatra.check.keys'),
  pair: message('vatra.check.pair'),
  link: message('vatra.check.link'),
} as const;
const step = stepsOf(LABELS);

/** No API of Vatra is publicly known, so this only tests whether the server answers, and sends nothing secret. */
async function addressStep(account: Account): Promise<CheckStep> {
  const { server } = readSettings(account);
  const { origin } = new URL(server);
  try {
    const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
    const answer = await account.http.open({
      url: server,
      allowedHost: (url) => url.origin === origin,
      signal,
    });
    answer.body.destroy();
    return step('address', 'passed');
  } catch (thrown) {
    return step('address', 'failed', sentence(asConnectorError(thrown), 'Vatra'), 'server');
  }
}

/** Runs the steps in order. When one fails, the steps that need it are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const settings = readSettings(account);
  const address = await addressStep(account);
  const skipped = (...ids: (keyof typeof LABELS)[]) => ids.map((id) => step(id, 'skipped', NOT_TRIED));
  if (address.outcome === 'failed') return [address, ...skipped('keys', 'pair', 'link')];
  try {
    const { publicKey } = readKeys(settings);
    const nowSeconds = Math.floor(account.clock() / 1000);
    const probe = sign(settings, { sub: 'probe' }, nowSeconds);
    const isPair = verifies(
      probe,
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      settings.algorithm,
      nowSeconds,
    );
    const keys = step('keys', 'passed');
    if (!isPair) {
      return [
        address,
        keys,
        step('pair', 'failed', message('vatra.check.pair.other'), 'jwtPublicKey'),
        ...skipped('link'),
      ];
    }
    return [address, keys, step('pair', 'passed'), linkStep(settings.linkTemplate, settings.server)];
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const field = thrown instanceof KeyError ? thrown.field : 'jwtPrivateKey';
    return [address, step('keys', 'failed', error.said, field), ...skipped('pair', 'link')];
  }
}

function verifies(token: string, publicKey: string, algorithm: jwt.Algorithm, nowSeconds: number): boolean {
  try {
    jwt.verify(token, publicKey, { algorithms: [algorithm], clockTimestamp: nowSeconds });
    return true;
  } catch {
    return false;
  }
}

function linkStep(template: string | undefined, server: string): CheckStep {
  try {
    linkOf(template, { server, room: 'probe', token: 'probe' });
    return step('link', 'passed');
  } catch (thrown) {
    return step('link', template ? 'failed' : 'warning', asConnectorError(thrown).said, 'linkTemplate');
  }
}
