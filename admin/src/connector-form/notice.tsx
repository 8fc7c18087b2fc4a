import { Alert, Box } from '@strapi/design-system';
import * as React from 'react';
import { useText } from '../use-text';

interface NoticeProps {
  variant: 'warning' | 'danger';
  text: string;
  onClose?: () => void;
}

/** A notice above the form that can be closed. */
export function Notice({ variant, text, onClose }: NoticeProps) {
  const t = useText();
  const [closed, setClosed] = React.useState(false);
  if (closed) return null;
  return (
    <Box paddingBottom={6}>
      <Alert variant={variant} closeLabel={t('common.close')} onClose={onClose ?? (() => setClosed(true))}>
        {text}
      </Alert>
    </Box>
  );
}
