import { setMaxListeners } from 'node:events';

/** Waits. Throws the reason of the first aborted signal as soon as there is one. */
export function sleep(milliseconds: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const cleanUp = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', stop);
    };
    const stop = () => {
      cleanUp();
      reject(signals.find((signal) => signal.aborted)?.reason);
    };
    const timer = setTimeout(() => {
      cleanUp();
      resolve();
    }, milliseconds);
    // One signal belongs to a whole run: many waiters at once are normal, not a leak.
    setMaxListeners(0, ...signals);
    for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
    if (signals.some((signal) => signal.aborted)) stop();
  });
}
