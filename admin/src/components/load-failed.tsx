import { Alert, Box, Button } from '@strapi/design-system';
import { useRefusal } from '../data/use-act';
import { useText } from '../use-text';

interface LoadFailedProps {
  error: unknown;
  onRetry: () => unknown;
}

/** Shown instead of content that failed to load: the reason, and a button to try again. */
export function LoadFailed({ error, onRetry }: LoadFailedProps) {
  const t = useText();
  const refusalOf = useRefusal();
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
        {refusalOf(error).message}
      </Alert>
    </Box>
  );
}
