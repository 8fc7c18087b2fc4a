import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { SignInView } from '../../../contracts/sign-in';
import { useBeginSignInMutation, useSignInQuery } from '../data/sign-in';
import { usePolling } from '../data/polling';
import { useOnChange } from '../data/use-on-change';
import { readRefusal } from '../problem';
import { useText } from '../use-text';

/** Equal while nobody signed in or failed to since. */
const markOf = (view: SignInView) => JSON.stringify([view.account, view.problem]);

/**
 * The sign-in of a connector, and the way to a new one: the provider's page opens in a window of its
 * own, and this page looks until it is over.
 */
export function useSignIn(connector: ConnectorView, onChanged: () => unknown) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const polling = usePolling();
  const { data: view, error, refetch } = useSignInQuery(connector.id, polling.options);
  const [begin, { isLoading: isBeginning }] = useBeginSignInMutation();
  const [waiting, setWaiting] = React.useState<{ mark: string; untilMs: number }>();

  const isWaiting =
    waiting !== undefined &&
    view !== undefined &&
    markOf(view) === waiting.mark &&
    Date.now() < waiting.untilMs;
  polling.follow(isWaiting);

  // Who signs in, and who does not any more, decides over the connector's own status too.
  useOnChange(view === undefined ? undefined : markOf(view), onChanged);

  const signIn = async () => {
    if (view === undefined) return;
    // Opened before the server has answered: later, browsers take it for an advertisement.
    const other = window.open('', '_blank', 'popup,width=560,height=760');
    const answer = await begin(connector.id);
    if ('error' in answer) {
      other?.close();
      const { message } = readRefusal(answer.error, t('common.unknownError'));
      toggleNotification({ type: 'danger', message });
      return;
    }
    setWaiting({ mark: markOf(view), untilMs: Date.parse(answer.data.expiresAt) });
    if (other === null) {
      window.location.assign(answer.data.url);
      return;
    }
    // The page over there has no business with this one.
    other.opener = null;
    other.location.href = answer.data.url;
  };

  return { view, error, refetch, signIn, isBeginning, isWaiting };
}
