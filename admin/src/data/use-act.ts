import { useNotification } from '@strapi/strapi/admin';
import { readRefusal, type Refusal } from '../problem';
import { useSay, useText } from '../use-text';

/** Reads why a request was refused. */
export function useRefusal(): (error: unknown) => Refusal {
  const t = useText();
  const say = useSay();
  return (error) =>
    readRefusal(error, { fallback: t('common.unknownError'), noRight: t('common.noRight') }, say);
}

/**
 * `act` runs a request that changes something: it returns the server's answer, or shows why the request
 * was refused and returns undefined. `tellRefusal` only shows it.
 */
export function useAct() {
  const { toggleNotification } = useNotification();
  const refusalOf = useRefusal();
  const tellRefusal = (error: unknown) =>
    toggleNotification({ type: 'danger', message: refusalOf(error).message });
  const act = async <Data>(
    request: PromiseLike<{ data: Data } | { error: unknown }>,
  ): Promise<{ data: Data } | undefined> => {
    const answer = await request;
    if (!('error' in answer)) return answer;
    tellRefusal(answer.error);
    return undefined;
  };
  return { act, tellRefusal };
}
