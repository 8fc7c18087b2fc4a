import { Alert, Box, Button } from '@strapi/design-system';
import { readRefusal } from '../problem';
import { useText } from '../use-text';

interface LoadFailedProps {
  error: unknown;
  onRetry: () => unknown;
}

/** In place of content that could not be loaded: why, and a button that tries again. */
export function LoadFailed({ error, onRetry }: LoadFailedProps) {
  const t = useText();
  return (
    <Box padding={6}>
      <Alert
        variant="danger"
        title={t('loadFailed.title')}
        closeLabel={t('common.tryAgain')}
        onClose={() => void onRetry()}
        action={
          <Button variant="tertiary" size="S" onClick={() => void onRetry()}>
            {t('common.tryAgain')}
          </Button>
        }
      >
        {readRefusal(error, t('common.unknownError')).message}
      </Alert>
    </Box>
  );
}
