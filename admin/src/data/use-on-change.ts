import * as React from 'react';

/** Calls `onChange` when what `mark` stands for has changed; not for the first one that is known. */
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
