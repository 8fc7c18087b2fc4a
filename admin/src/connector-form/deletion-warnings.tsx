import { Box, Typography } from '@strapi/design-system';
import type { ProviderInfo } from '../data/providers';
import { useText, type Translate } from '../use-text';
import type { DeletionWarning } from './connector-form';

function textOf(t: Translate, warning: DeletionWarning, provider: string): string {
  switch (warning.kind) {
    case 'kept-in-trash':
      return t('deletionWarning.kept-in-trash', { provider, days: warning.days });
    case 'no-way-back':
    case 'kept-in-archive':
    case 'whole-account':
      return t(`deletionWarning.${warning.kind}`, { provider });
    default:
      return t(`deletionWarning.${warning.kind}`);
  }
}

/** Consequences of deletion, one per line. Renders nothing while deletion is off. */
export function DeletionWarnings({
  warnings,
  provider,
}: {
  warnings: DeletionWarning[];
  provider: ProviderInfo;
}) {
  const t = useText();
  if (warnings.length === 0) return null;
  return (
    <Box background="danger100" borderColor="danger200" hasRadius padding={4} marginTop={4}>
      <Box tag="ul" aria-label={t('deletionWarning.title')} paddingLeft={4} style={{ listStyle: 'disc' }}>
        {warnings.map((warning) => (
          <Typography key={warning.kind} tag="li" textColor="danger700" style={{ listStyle: 'inherit' }}>
            {textOf(t, warning, provider.label)}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}
