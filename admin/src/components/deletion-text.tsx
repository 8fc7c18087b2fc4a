import { Box, Button, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import type { ImportView } from '../../../contracts/imports';
import { useRecoverImportMutation } from '../data/api';
import { useAct } from '../data/use-act';
import { formatInstant, formatInstantExactly } from '../format';
import { deletionLine, deletionProblemTone } from '../labels';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { ProblemText } from './problem-text';

/** The state of an import at its provider, the deletion rule, and *Recover* where it is possible. */
export function DeletionText({ entry }: { entry: ImportView }) {
  const say = useSay();
  const t = useText();
  const { locale } = useIntl();
  const provider = entry.providerLabel ?? t('deletion.theProvider');
  const mayManage = useCan('connectors.manage');
  const { deletion } = entry;
  if (deletion === undefined) return null;
  const { at, rule } = deletion;
  return (
    <Box style={{ whiteSpace: 'normal' }}>
      <Typography
        tag="p"
        variant="pi"
        textColor="neutral700"
        title={at === undefined ? undefined : formatInstantExactly(locale, at)}
      >
        {t(deletionLine(deletion), {
          provider,
          rule: say(rule),
          at: at === undefined ? '' : formatInstant(locale, at),
        })}
      </Typography>
      {deletion.problem === undefined ? null : (
        <ProblemText problem={deletion.problem} tone={deletionProblemTone(deletion)} />
      )}
      {deletion.canRecover && mayManage ? <RecoverButton entry={entry} provider={provider} /> : null}
    </Box>
  );
}

function RecoverButton({ entry, provider }: { entry: ImportView; provider: string }) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [recover, { isLoading }] = useRecoverImportMutation();
  const values = { title: entry.title, provider };
  const takeBack = async () => {
    const result = await act(recover(entry.id));
    if (result === undefined) return;
    // Done only when the provider confirms it.
    if (result.data.deletion?.state === 'recovered') {
      toggleNotification({ type: 'success', message: t('recover.done', values) });
    } else toggleNotification({ type: 'info', message: t('recover.asked', values) });
  };
  return (
    <Box paddingTop={2}>
      <Button
        size="S"
        variant="secondary"
        loading={isLoading}
        startIcon={<ArrowClockwise aria-hidden />}
        aria-label={t('recover.buttonOf', values)}
        onClick={() => void takeBack()}
      >
        {t('recover.button')}
      </Button>
    </Box>
  );
}
