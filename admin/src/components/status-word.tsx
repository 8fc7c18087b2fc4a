import { Flex, Status, Tooltip, Typography, VisuallyHidden } from '@strapi/design-system';
import {
  ArrowsCounterClockwise,
  CheckCircle,
  Clock,
  Command,
  CrossCircle,
  Information,
  Minus,
  MinusCircle,
  User,
  WarningCircle,
} from '@strapi/icons';
import * as React from 'react';
import { NavLink } from 'react-router-dom';
import { keyframes, styled } from 'styled-components';
import type { IconName, Look } from '../looks';

const turn = keyframes`
  to {
    transform: rotate(1turn);
  }
`;

/** What is being done turns, so that a row doesn't look stuck while its numbers stay the same. */
const Turning = styled(ArrowsCounterClockwise)`
  animation: ${turn} 2s linear infinite;
  @media (prefers-reduced-motion: reduce) {
    animation: none;
  }
`;

const ICONS: Record<IconName, React.ComponentType<React.SVGProps<SVGSVGElement>>> = {
  running: Turning,
  good: CheckCircle,
  late: WarningCircle,
  person: User,
  failed: CrossCircle,
  off: MinusCircle,
  new: Information,
  waiting: Clock,
  stopped: Command,
  skipped: Minus,
};

interface StatusWordProps {
  look: Look;
  word: string;
  /** What the word means, on hover and focus. */
  explanation?: string;
  /** Page with the cause, and the link's name for screen readers. */
  link?: { to: string; label: string };
}

/** One status word of a closed list, with icon and colour. Colour alone never carries the meaning. */
export function StatusWord({ look, word, explanation, link }: StatusWordProps) {
  const Icon = ICONS[look.icon];
  const badge = (
    <Status variant={look.tone} size="S" display="inline-block" maxWidth="100%">
      <Flex gap={1} alignItems="center" tag="span">
        <Icon aria-hidden width="1.2rem" height="1.2rem" style={{ flexShrink: 0 }} />
        <Typography
          tag="span"
          variant="omega"
          fontWeight="bold"
          // The design system's own colour has too little contrast, mainly in the light theme.
          textColor={`${look.tone}700`}
        >
          {word}
        </Typography>
        {link === undefined ? null : <VisuallyHidden>{link.label}</VisuallyHidden>}
      </Flex>
    </Status>
  );
  const linked =
    link === undefined ? (
      badge
    ) : (
      <NavLink to={link.to} style={{ textDecoration: 'none' }}>
        {badge}
      </NavLink>
    );
  return explanation === undefined ? linked : <Tooltip label={explanation}>{linked}</Tooltip>;
}
