import * as React from 'react';

export interface ReviewKeys {
  next: () => void;
  previous: () => void;
  approve: () => void;
  reject: () => void;
  help: () => void;
}

/** Letters and what they do, as listed on the page. */
export const KEYS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['a', 'approve'],
  ['r', 'reject'],
  ['?', 'help'],
] as const satisfies readonly (readonly [string, keyof ReviewKeys])[];

/** True while the focus is in a field or a list, or a dialog is open. */
const isBusy = (target: EventTarget | null): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
  (target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="combobox"], [role="listbox"]') !== null));

/** Keyboard shortcuts of the review page. Off while somebody types. */
export function useReviewKeys(keys: ReviewKeys) {
  const latest = React.useRef(keys);
  latest.current = keys;
  React.useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const found = KEYS.find(([key]) => key === event.key.toLowerCase());
      if (found === undefined) return;
      event.preventDefault();
      latest.current[found[1]]();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
