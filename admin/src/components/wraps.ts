import { css } from 'styled-components';

/**
 * Long words break anywhere, also where the room for them depends on their length, as in tables and flex
 * boxes. Paragraphs and headings too: the design system's own rule for them breaks words only in a box of
 * known width.
 */
export const wraps = css`
  white-space: normal;
  overflow-wrap: anywhere;
  p,
  h1,
  h2,
  h3,
  h4 {
    overflow-wrap: inherit;
  }
`;
