import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { SignsInManager } from '../provider';
import { isUserDelegated, readSettings } from './descriptor';
import { graphErrorOf, safeWords } from './errors';
import { delegatedScope, grantedOf } from './permissions';
import { graphUser } from './schemas';
import { loginUrl, requestToken } from './token';

/** *Login to Microsoft*: authorisation code with PKCE (Microsoft identity platform, OAuth 2.0 code flow). */
export const signsInManager: SignsInManager = {
  label: message('ms-teams.sign-in.button'),
  alert: message('ms-teams.sign-in.alert'),

  isNeeded: isUserDelegated,

  beginAt(account, { redirectUri, state, codeChallenge }) {
    const settings = readSettings(account);
    const query = new URLSearchParams({
      client_id: settings.clientId,
      response_type: 'code',
      response_mode: 'form_post',
      redirect_uri: redirectUri,
      scope: delegatedScope(settings),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      // The person who is signed in to the browser is often not the one who is meant.
      prompt: 'select_account',
    });
    return `${loginUrl(settings, 'authorize')}?${query}`;
  },

  async finish(account, { code, redirectUri, codeVerifier }, signal) {
    const settings = readSettings(account);
    const reading = await requestToken(account, { kind: 'code', code, redirectUri, codeVerifier }, signal);
    if (reading.outcome === 'refused') throw reading.error;
    if (reading.refreshToken === undefined) {
      throw new ConnectorError('not-authorized', message('ms-teams.sign-in.no-refresh-token'), {
        code: 'no-refresh-token',
      });
    }
    const { token } = reading;
    const graph = new URL(settings.graphBaseUrl).origin;
    const answer = await account.http.json({
      url: `${settings.graphBaseUrl}/me?$select=id,displayName,mail,userPrincipalName,userType`,
      headers: { Accept: 'application/json' },
      authorization: { value: `Bearer ${token.value}`, sendTo: (url) => url.origin === graph },
      allowedHost: (url) => url.origin === graph,
      signal,
    });
    const me = graphUser.safeParse(answer.body);
    if (answer.status !== 200 || !me.success) {
      const words = safeWords(graphErrorOf(answer.body)?.message ?? '', [token.value]);
      throw new ConnectorError('not-authorized', message('ms-teams.sign-in.unnamed'), {
        code: 'no-name',
        status: answer.status,
        ...(words === '' ? {} : { providerWords: words }),
      });
    }
    return {
      accountId: me.data.id,
      accountName: me.data.userPrincipalName || me.data.mail || me.data.displayName || me.data.id,
      permissions: grantedOf(settings, token.scope),
      refreshToken: reading.refreshToken,
    };
  },
};
