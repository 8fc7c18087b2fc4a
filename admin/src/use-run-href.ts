import { useHref } from 'react-router-dom';
import { PLUGIN_PATH } from './plugin-id';

/** Address of a run as a plain link, e.g. in a toast, which stands outside the router. */
export function useRunHref(): (runId: number) => string {
  const base = useHref(`${PLUGIN_PATH}/runs`);
  return (runId) => `${base}/${runId}`;
}
