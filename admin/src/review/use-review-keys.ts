import * as React from 'react';
import { keysIn, type ListedState, type ReviewKeys } from './labels';

/** True while the focus is in a field or a list, or a dialog is open. */
const isBusy = (target: EventTarget | null): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
  (target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="combobox"], [role="listbox"]') !== null));

/** Keyboard shortcuts of the review page. Off while somebody types. */
export function useReviewKeys(state: ListedState, keys: ReviewKeys) {
  const latest = React.useRef({ state, keys });
  latest.current = { state, keys };
  React.useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const found = keysIn(latest.current.state).find(([key]) => key === event.key.toLowerCase());
      if (found === undefined) return;
      event.preventDefault();
      latest.current.keys[found[1]]();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
