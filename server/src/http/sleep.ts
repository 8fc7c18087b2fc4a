import { setMaxListeners } from 'node:events';

/** Waits; ends early by throwing the reason of the first signal that is aborted. */
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
    // One signal stands for a whole run: many waiters at once are normal, not a leak.
    setMaxListeners(0, ...signals);
    for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
    if (signals.some((signal) => signal.aborted)) stop();
  });
}
