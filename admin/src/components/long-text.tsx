import { styled } from 'styled-components';

const Clamped = styled.span<{ $lines: number }>`
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: ${({ $lines }) => $lines};
  overflow: hidden;
  overflow-wrap: anywhere;
  white-space: normal;
`;

/** A text of people or providers, which can be long: ellipsis after some lines, and all of it on hover. */
export const LongText = ({ text, lines = 2 }: { text: string; lines?: number }) => (
  <Clamped title={text} $lines={lines}>
    {text}
  </Clamped>
);
