import { useHref } from 'react-router-dom';
import { PLUGIN_PATH } from '../../contracts/plugin';

/** Address of a run as a plain link, e.g. for a toast, which is outside the router. */
export function useRunHref(): (runId: string) => string {
  const base = useHref(`${PLUGIN_PATH}/runs`);
  return (runId) => `${base}/${runId}`;
}
