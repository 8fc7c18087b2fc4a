import { Accordion, Alert, Box, Button, Flex, Grid, Typography } from '@strapi/design-system';
import { Check, Stethoscope } from '@strapi/icons';
import { BackButton, Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { CheckStepView, ConnectorView } from '../../../contracts/connectors';
import type { ProviderInfo } from '../../../contracts/providers';
import { Announcer } from '../components/announcer';
import { PanelBox } from '../components/panel-box';
import {
  useCheckConnectorMutation,
  useCreateConnectorMutation,
  useUpdateConnectorMutation,
} from '../data/api';
import { paths } from '../plugin-id';
import { fieldError, readRefusal } from '../problem';
import { useCan } from '../rights';
import { useRunHref } from '../use-run-href';
import { useText } from '../use-text';
import { CheckResult, summaryOf } from './check-result';
import { ConfirmDeletion } from './confirm-deletion';
import {
  asksConfirmation,
  checkBody,
  createBody,
  formOf,
  isChanged,
  linesOf,
  mistakesOf,
  pathOfCheckField,
  updateBody,
  type ConnectorForm,
} from './connector-form';
import { controlId, LinesField, SelectField, SwitchField, TextField } from './fields';
import { LeaveGuard } from './leave-guard';
import { ProviderFields } from './provider-fields';
import { PublishFields } from './publish-fields';
import { WholeMeetingsFields } from './whole-meetings-fields';

interface ConnectorFormViewProps {
  provider: ProviderInfo;
  /** Absent for a new one. */
  connector?: ConnectorView;
  /** Without a proxy in the configuration the switch has no effect and says so. */
  proxyConfigured: boolean;
  /** Why nothing is deleted on this site, in words; absent when deletion is possible. */
  deletionLocked: string | undefined;
  /** Stands above the form, e.g. the facts of a stored connector. */
  children?: React.ReactNode;
  onCreated?: (connector: ConnectorView) => void;
}

/** One form for a new connector and for a stored one. */
export function ConnectorFormView({
  provider,
  connector,
  proxyConfigured,
  deletionLocked,
  children,
  onCreated,
}: ConnectorFormViewProps) {
  const t = useText();
  const disabled = !useCan('connectors.manage');
  const { toggleNotification } = useNotification();
  const [create, { isLoading: isCreating }] = useCreateConnectorMutation();
  const [update, { isLoading: isUpdating }] = useUpdateConnectorMutation();
  const [check, { isLoading: isChecking }] = useCheckConnectorMutation();
  const runHref = useRunHref();

  const [initial, setInitial] = React.useState(() => formOf(provider, connector));
  const [form, setForm] = React.useState(initial);
  const [errors, setErrors] = React.useState<Record<string, string>>({});
  const [refusal, setRefusal] = React.useState<string>();
  const [checked, setChecked] = React.useState<{ steps: CheckStepView[]; form: ConnectorForm }>();
  const [advanced, setAdvanced] = React.useState('');
  const [mistakesShown, setMistakesShown] = React.useState(0);
  const [timesSaved, setTimesSaved] = React.useState(0);
  /** While the connector's name is asked for; with the server's sentence about what was typed. */
  const [confirming, setConfirming] = React.useState<{ error?: string }>();

  // Read by the guard at the moment of leaving: after saving, the page is left in the same breath.
  const changed = React.useRef(false);
  changed.current = isChanged(form, initial);

  const secrets = connector?.secrets ?? {};
  const basicFields = provider.fields.filter((field) => !field.advanced);
  const advancedFields = provider.fields.filter((field) => field.advanced);

  const forget = (path: string) =>
    setErrors((before) =>
      Object.fromEntries(
        Object.entries(before).filter(([key]) => key !== path && !key.startsWith(`${path}.`)),
      ),
    );
  const change = (part: Partial<ConnectorForm>, path: string) => {
    setForm((before) => ({ ...before, ...part }));
    forget(path);
  };
  const errorOf = (path: string) => fieldError(errors, path);
  const field = (path: string, label: string, help?: string) => ({
    path,
    label,
    help,
    disabled,
    error: errorOf(path),
  });

  const markMistakes = (mistakes: Record<string, string>) => {
    setErrors(mistakes);
    const isAdvanced = (path: string) =>
      path === 'options.useProxy' || advancedFields.some(({ id }) => path.startsWith(`settings.${id}`));
    if (Object.keys(mistakes).some(isAdvanced)) setAdvanced('advanced');
  };
  const showMistakes = (mistakes: Record<string, string>) => {
    markMistakes(mistakes);
    setMistakesShown((times) => times + 1);
  };

  // The first field with a mistake, from the top of the page, gets the focus.
  React.useEffect(() => {
    if (mistakesShown === 0) return;
    const controls = Object.keys(errors)
      .map((path) => controlFor(path))
      .filter((control) => control !== null)
      .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    controls[0]?.focus();
    // Only when mistakes are shown anew, not while they are being mended one by one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mistakesShown]);

  const refused = (error: unknown) => {
    const { message, fields } = readRefusal(error, t('common.unknownError'));
    const { confirmation } = fields;
    if (confirmation !== undefined && Object.keys(fields).length === 1) {
      setConfirming((before) => (before === undefined ? {} : { error: confirmation }));
      return;
    }
    setConfirming(undefined);
    const unplaced = Object.entries(fields).filter(([path]) => !isShown(path, provider));
    setRefusal(
      Object.keys(fields).length === 0
        ? message
        : [
            t('form.mistakes', { count: Object.keys(fields).length }),
            ...unplaced.map(([, text]) => text),
          ].join(' '),
    );
    showMistakes(fields);
  };

  /** Mistakes that need no server, shown at their fields; true when there are none. */
  const isWellFilled = (): boolean => {
    const secretsSet = new Set(
      Object.entries(secrets)
        .filter(([, secret]) => secret.set && secret.unreadable !== true)
        .map(([id]) => id),
    );
    const mistakes = Object.fromEntries(
      Object.entries(mistakesOf(form, provider, t('connector.name'), secretsSet)).map(([path, mistake]) => [
        path,
        mistake.kind === 'missing' ? t('form.missing', { label: mistake.label }) : t(`form.${mistake.kind}`),
      ]),
    );
    if (Object.keys(mistakes).length === 0) return true;
    setRefusal(t('form.mistakes', { count: Object.keys(mistakes).length }));
    showMistakes(mistakes);
    return false;
  };

  const save = async () => {
    if (!isWellFilled()) return;
    if (asksConfirmation(form, initial, provider)) setConfirming({});
    else await send();
  };

  const send = async (confirmation?: string) => {
    const result =
      connector === undefined
        ? await create(createBody(form, provider, confirmation))
        : await update({ id: connector.id, body: updateBody(form, provider, confirmation) });
    if ('error' in result) {
      refused(result.error);
      return;
    }
    const saved = result.data;
    setConfirming(undefined);
    setErrors({});
    setRefusal(undefined);
    changed.current = false;
    const { latestRunId } = saved.status;
    toggleNotification({
      type: 'success',
      title: t('form.saved'),
      message: saved.enabled ? t('form.saved.syncs') : t('form.saved.off'),
      ...(saved.enabled && latestRunId !== undefined
        ? { link: { label: t('form.saved.run'), url: runHref(latestRunId) } }
        : {}),
    });
    const kept = formOf(provider, saved);
    setInitial(kept);
    setForm(kept);
    setTimesSaved((times) => times + 1);
    if (connector === undefined) onCreated?.(saved);
  };

  const checkNow = async () => {
    setRefusal(undefined);
    const result = await check(checkBody(form, provider, connector?.id));
    if ('error' in result) {
      refused(result.error);
      return;
    }
    const { steps } = result.data;
    setChecked({ steps, form });
    const atFault = steps.flatMap((step) =>
      step.field !== undefined && (step.outcome === 'failed' || step.outcome === 'warning')
        ? [[pathOfCheckField(provider, step.field), step.detail ?? step.label] as const]
        : [],
    );
    markMistakes(Object.fromEntries(atFault));
  };

  const title =
    connector === undefined ? t('form.newTitle', { provider: provider.label }) : connector.options.name;

  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <LeaveGuard isChanged={React.useCallback(() => changed.current, [])} />
      {/* Outside the form: what is pressed in it must not submit the form around it. */}
      <ConfirmDeletion
        open={confirming !== undefined}
        {...{ form, provider }}
        error={confirming?.error}
        isSaving={isCreating || isUpdating}
        onCancel={() => setConfirming(undefined)}
        onConfirm={(typed) => void send(typed)}
      />
      <Announcer text={checked === undefined ? '' : summaryOf(checked.steps, t)} />
      <form
        noValidate
        autoComplete="off"
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Layouts.Header
          title={title}
          subtitle={provider.summary}
          navigationAction={<BackButton fallback={paths.connectors} />}
          primaryAction={
            disabled ? undefined : (
              <Flex gap={2}>
                <Button
                  variant="secondary"
                  startIcon={<Stethoscope aria-hidden />}
                  loading={isChecking}
                  onClick={() => void checkNow()}
                >
                  {t('check.button')}
                </Button>
                <Button type="submit" startIcon={<Check aria-hidden />} loading={isCreating || isUpdating}>
                  {t('form.save')}
                </Button>
              </Flex>
            )
          }
        />
        <Layouts.Content>
          {provider.notice === undefined ? null : <Notice variant="warning" text={provider.notice} />}
          {refusal === undefined ? null : (
            <Notice variant="danger" text={refusal} onClose={() => setRefusal(undefined)} />
          )}
          {children}
          {checked === undefined ? null : (
            <CheckResult steps={checked.steps} stale={isChanged(form, checked.form)} />
          )}
          <PanelBox title={t('form.account')}>
            <Grid.Root gap={5}>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <TextField
                  {...field('options.name', t('connector.name'), t('connector.name.help'))}
                  required
                  value={form.name}
                  onChange={(name) => change({ name }, 'options.name')}
                />
              </Grid.Item>
              {connector !== undefined ? null : (
                <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                  <SwitchField
                    {...field('enabled', t('connector.enabled'), t('connector.enabled.help'))}
                    value={form.enabled}
                    onChange={(enabled) => change({ enabled }, 'enabled')}
                  />
                </Grid.Item>
              )}
            </Grid.Root>
            <Box paddingTop={5}>
              <ProviderFields
                // A saved secret goes back to "set on …": the fields start afresh.
                key={timesSaved}
                fields={basicFields}
                values={form.settings}
                secrets={secrets}
                disabled={disabled}
                errorOf={errorOf}
                onChange={(id, value) =>
                  change({ settings: { ...form.settings, [id]: value } }, `settings.${id}`)
                }
              />
            </Box>
          </PanelBox>
          <PanelBox title={t('form.what')}>
            <Grid.Root gap={5}>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <TextField
                  {...field(
                    'options.importSince',
                    t('connector.importSince'),
                    t('connector.importSince.help'),
                  )}
                  type="date"
                  value={form.importSince}
                  onChange={(importSince) => change({ importSince }, 'options.importSince')}
                />
              </Grid.Item>
              {!provider.namesHosts ? null : (
                <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                  <LinesField
                    {...field(
                      'options.hostEmails',
                      t('connector.hostEmails'),
                      t('connector.hostEmails.help'),
                    )}
                    value={form.hostEmails}
                    placeholder="anna@example.com"
                    onChange={(hostEmails) => change({ hostEmails }, 'options.hostEmails')}
                  />
                  {linesOf(form.hostEmails).length > 0 ? null : (
                    <Typography
                      tag="p"
                      variant="pi"
                      fontWeight="semiBold"
                      textColor="warning700"
                      paddingTop={1}
                    >
                      {t('connector.hostEmails.empty', { provider: provider.label })}
                    </Typography>
                  )}
                </Grid.Item>
              )}
            </Grid.Root>
          </PanelBox>
          <PanelBox title={t('form.whole')}>
            <WholeMeetingsFields
              {...{ form, provider, deletionLocked, disabled, errorOf }}
              storedDeletion={initial.deleteAtProvider}
              onChange={change}
            />
          </PanelBox>
          <PanelBox title={t('form.publish')}>
            <PublishFields form={form} disabled={disabled} errorOf={errorOf} onChange={change} />
          </PanelBox>
          <PanelBox title={t('form.when')}>
            <Grid.Root gap={5}>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <SelectField
                  {...field('options.scheduleKind', t('schedule.kind'))}
                  value={form.byHandOnly ? 'by-hand' : 'every'}
                  options={[
                    { value: 'every', label: t('schedule.every') },
                    { value: 'by-hand', label: t('schedule.byHand') },
                  ]}
                  onChange={(kind) => change({ byHandOnly: kind === 'by-hand' }, 'options.scheduleMinutes')}
                />
              </Grid.Item>
              {form.byHandOnly ? null : (
                <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                  <TextField
                    {...field('options.scheduleMinutes', t('schedule.minutes'), t('schedule.minutes.help'))}
                    type="number"
                    required
                    value={form.scheduleMinutes}
                    onChange={(scheduleMinutes) => change({ scheduleMinutes }, 'options.scheduleMinutes')}
                  />
                </Grid.Item>
              )}
            </Grid.Root>
          </PanelBox>
          <Accordion.Root size="M" value={advanced} onValueChange={setAdvanced} collapsible>
            <Accordion.Item value="advanced">
              <Accordion.Header>
                <Accordion.Trigger description={t('form.advanced.help')}>
                  {t('form.advanced')}
                </Accordion.Trigger>
              </Accordion.Header>
              <Accordion.Content>
                <Box padding={6}>
                  {advancedFields.length === 0 ? null : (
                    <Box paddingBottom={5}>
                      <ProviderFields
                        fields={advancedFields}
                        values={form.settings}
                        secrets={secrets}
                        disabled={disabled}
                        errorOf={errorOf}
                        onChange={(id, value) =>
                          change({ settings: { ...form.settings, [id]: value } }, `settings.${id}`)
                        }
                      />
                    </Box>
                  )}
                  <SwitchField
                    {...field(
                      'options.useProxy',
                      t('connector.useProxy'),
                      proxyConfigured ? t('connector.useProxy.help') : t('connector.useProxy.none'),
                    )}
                    disabled={disabled || (!proxyConfigured && !form.useProxy)}
                    value={form.useProxy}
                    onChange={(useProxy) => change({ useProxy }, 'options.useProxy')}
                  />
                </Box>
              </Accordion.Content>
            </Accordion.Item>
          </Accordion.Root>
        </Layouts.Content>
      </form>
    </Page.Main>
  );
}

/** The control of a path, or of the field that the path is a part of. */
function controlFor(path: string): HTMLElement | null {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const control = document.getElementById(controlId(parts.slice(0, length).join('.')));
    if (control !== null) return control;
  }
  return null;
}

/** Whether a field of this path stands on the form, so that its mistake is seen there. */
function isShown(path: string, provider: ProviderInfo): boolean {
  if (path.startsWith('options.hostEmails')) return provider.namesHosts;
  if (path.startsWith('options.delete')) return provider.deletion !== undefined;
  if (path.startsWith('options.')) return true;
  return provider.fields.some(({ id }) => path === `settings.${id}` || path.startsWith(`settings.${id}.`));
}

function Notice({
  variant,
  text,
  onClose,
}: {
  variant: 'warning' | 'danger';
  text: string;
  onClose?: () => void;
}) {
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
