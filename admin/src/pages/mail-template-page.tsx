import { Box, Button, Dialog, Flex } from '@strapi/design-system';
import { ArrowClockwise, Mail } from '@strapi/icons';
import { BackButton, ConfirmDialog, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { Navigate, useParams } from 'react-router-dom';
import type { MailTemplateView } from '../../../contracts/mails';
import { FormPage, useForm } from '../components/form-page';
import { LoadFailed } from '../components/load-failed';
import { NoticeBox } from '../components/notice-box';
import { PanelBox } from '../components/panel-box';
import { LinesField, TextField } from '../connector-form/fields';
import {
  useMailTemplatesQuery,
  useResetMailTemplateMutation,
  useTestMailTemplateMutation,
  useUpdateMailTemplateMutation,
} from '../data/mails';
import { Placeholders } from '../mails/placeholders';
import { paths } from '../../../contracts/plugin';
import { useAct } from '../data/use-act';
import { fieldError } from '../problem';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';

function MailTemplatePage() {
  const say = useSay();
  const { id } = useParams();
  const { data, error, refetch } = useMailTemplatesQuery(undefined, { refetchOnMountOrArgChange: true });
  const template = data?.data.find((one) => one.id === id);
  if (template === undefined) {
    if (data !== undefined) return <Navigate to={paths.mailTemplates} replace />;
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  const problem = data?.meta.problem;
  return (
    <TemplateForm
      key={template.id}
      template={template}
      problem={problem === undefined ? undefined : say(problem.what)}
    />
  );
}

interface TemplateFormProps {
  template: MailTemplateView;
  /** Why this site can't send mails. */
  problem: string | undefined;
}

const formOf = ({ subject, text }: MailTemplateView) => ({ subject, text });

function TemplateForm({ template, problem }: TemplateFormProps) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const [update, updating] = useUpdateMailTemplateMutation();
  const [test, testing] = useTestMailTemplateMutation();
  const { form, change, errors, isChanged, keep, refused } = useForm(() => formOf(template));

  const save = async () => {
    const answer = await update({ id: template.id, body: form });
    if ('error' in answer) refused(answer.error);
    else keep(formOf(answer.data), t('mails.saved'));
  };
  const sendTest = async () => {
    const answer = await test({ id: template.id, body: form });
    if ('error' in answer) {
      refused(answer.error);
      return;
    }
    toggleNotification({ type: 'success', message: t('mails.testSent', { to: answer.data.to }) });
  };
  const field = (path: 'subject' | 'text', help?: string) => ({
    path,
    label: t(`mails.${path}`),
    help,
    required: true,
    disabled: !mayManage,
    error: fieldError(errors, path),
    value: form[path],
    onChange: (value: string) => change({ [path]: value }),
  });

  return (
    <FormPage
      title={t(`mailTemplate.${template.id}`)}
      subtitle={t(`mailTemplate.${template.id}.when`)}
      isChanged={isChanged}
      mayManage={mayManage}
      isSaving={updating.isLoading}
      onSave={save}
      navigationAction={<BackButton fallback={paths.mailTemplates} />}
      beforeSave={
        <Button
          variant="secondary"
          startIcon={<Mail aria-hidden />}
          loading={testing.isLoading}
          onClick={() => void sendTest()}
        >
          {t('mails.test')}
        </Button>
      }
    >
      {problem === undefined ? null : (
        <Box paddingBottom={6}>
          <NoticeBox tone="warning" texts={[problem]} />
        </Box>
      )}
      <PanelBox title={t('mails.template')}>
        <Flex direction="column" alignItems="stretch" gap={5}>
          <TextField {...field('subject')} />
          <LinesField {...field('text', t('mails.text.help'))} minHeight="32rem" />
          <Placeholders names={template.values} disabled={!mayManage} onInsert={(text) => change({ text })} />
          {template.changed && mayManage ? (
            <ResetButton template={template} onReset={(own) => keep(formOf(own))} />
          ) : null}
        </Flex>
      </PanelBox>
    </FormPage>
  );
}

function ResetButton({
  template,
  onReset,
}: {
  template: MailTemplateView;
  onReset: (own: MailTemplateView) => void;
}) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [reset, { isLoading }] = useResetMailTemplateMutation();
  const [asks, setAsks] = React.useState(false);
  const confirm = async () => {
    const answer = await act(reset(template.id));
    setAsks(false);
    if (answer === undefined) return;
    onReset(answer.data);
    toggleNotification({ type: 'success', message: t('mails.resetDone') });
  };
  return (
    <Box>
      <Button
        variant="tertiary"
        startIcon={<ArrowClockwise aria-hidden />}
        loading={isLoading}
        onClick={() => setAsks(true)}
      >
        {t('mails.reset')}
      </Button>
      <Dialog.Root open={asks} onOpenChange={setAsks}>
        <ConfirmDialog title={t('mails.reset')} onConfirm={confirm}>
          {t('mails.reset.body')}
        </ConfirmDialog>
      </Dialog.Root>
    </Box>
  );
}

// Lazy pages are loaded by their default export.
export default MailTemplatePage;
