import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { SignInView } from '../../../contracts/sign-in';
import { useBeginSignInMutation, useSignInQuery } from '../data/sign-in';
import { usePolling } from '../data/polling';
import { useAct } from '../data/use-act';
import { useOnChange } from '../data/use-on-change';

/** Changes with each sign-in, its confirmation, and each failed attempt. */
const markOf = (view: SignInView) => JSON.stringify([view.account, view.awaiting, view.problem]);

/**
 * The sign-in of a connector. The provider's page opens in a separate window, and this page polls until the
 * sign-in has ended.
 */
export function useSignIn(connector: ConnectorView, onChanged: () => unknown) {
  const { act } = useAct();
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

  // A sign-in also changes the connector's status.
  useOnChange(view === undefined ? undefined : markOf(view), onChanged);

  const signIn = async () => {
    if (view === undefined) return;
    // Opened before the server answers. Later, browsers would block it as a pop-up.
    const other = window.open('', '_blank', 'popup,width=560,height=760');
    const answer = await act(begin(connector.id));
    if (answer === undefined) {
      other?.close();
      return;
    }
    setWaiting({ mark: markOf(view), untilMs: Date.parse(answer.data.expiresAt) });
    if (other === null) {
      window.location.assign(answer.data.url);
      return;
    }
    // The provider's page must not control this one.
    other.opener = null;
    other.location.href = answer.data.url;
  };

  return { view, error, refetch, signIn, isBeginning, isWaiting };
}
