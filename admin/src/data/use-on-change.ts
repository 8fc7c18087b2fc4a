import * as React from 'react';

/** Calls `onChange` when `mark` changes. The first known mark is no change. */
export function useOnChange(mark: string | undefined, onChange: () => unknown): void {
  const last = React.useRef(mark);
  const latest = React.useRef(onChange);
  latest.current = onChange;
  React.useEffect(() => {
    if (mark === undefined) return;
    if (last.current !== undefined && mark !== last.current) void latest.current();
    last.current = mark;
  }, [mark]);
}
