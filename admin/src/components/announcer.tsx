import { VisuallyHidden } from '@strapi/design-system';
import * as React from 'react';

/**
 * Announces a change of `text` to screen readers, politely and once. Silent when the page opens and while
 * the text stays the same.
 */
export function Announcer({ text }: { text: string }) {
  const first = React.useRef(text);
  const [said, setSaid] = React.useState('');
  React.useEffect(() => {
    if (first.current === '') first.current = text;
    else if (text !== '' && text !== first.current) {
      first.current = text;
      setSaid(text);
    }
  }, [text]);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite">
        {said}
      </div>
    </VisuallyHidden>
  );
}
