import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { CheckStepView, ConnectorView } from '../../../contracts/connectors';
import type { ProviderInfo } from '../data/providers';
import { arrivalOf } from '../capabilities';
import {
  useCheckConnectorMutation,
  useCreateConnectorMutation,
  useUpdateConnectorMutation,
} from '../data/api';
import { useRefusal } from '../data/use-act';
import { fieldError } from '../problem';
import { useCan } from '../rights';
import { useRunHref } from '../use-run-href';
import { useSay, useText } from '../use-text';
import {
  addressMistakes,
  asksConfirmation,
  checkBody,
  createBody,
  formOf,
  isChanged,
  isOnForm,
  mistakesOf,
  pathOfCheckField,
  updateBody,
  type ConnectorForm,
  type FormMistake,
} from './connector-form';
import { controlId } from './fields';

/** What each section of the form gets. */
export interface FormSection {
  form: ConnectorForm;
  provider: ProviderInfo;
  disabled: boolean;
  errorOf: (path: string) => string | undefined;
  onChange: (part: Partial<ConnectorForm>, path: string) => void;
}

/** Common properties of every field of a section. */
export const fieldOf =
  ({ disabled, errorOf }: Pick<FormSection, 'disabled' | 'errorOf'>) =>
  (path: string, label: string, help?: string) => ({ path, label, help, disabled, error: errorOf(path) });

/** State of the connector form, and its actions *Check connection* and *Save*. */
export function useConnectorForm(
  provider: ProviderInfo,
  connector: ConnectorView | undefined,
  onCreated: ((connector: ConnectorView) => void) | undefined,
) {
  const t = useText();
  const say = useSay();
  const disabled = !useCan('connectors.manage');
  const { toggleNotification } = useNotification();
  const refusalOf = useRefusal();
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
  /** Set while the dialog asks for the connector's name; with the server's refusal of the last one. */
  const [confirming, setConfirming] = React.useState<{ error?: string }>();

  // A ref, because the guard reads it when the page is left, right after saving and before a rendering.
  const changed = React.useRef(false);
  changed.current = isChanged(form, initial);

  const secrets = connector?.secrets ?? {};

  const forget = (path: string) =>
    setErrors((before) =>
      Object.fromEntries(
        Object.entries(before).filter(([key]) => key !== path && !key.startsWith(`${path}.`)),
      ),
    );
  const onChange = (part: Partial<ConnectorForm>, path: string) => {
    setForm((before) => ({ ...before, ...part }));
    forget(path);
  };

  const markMistakes = (mistakes: Record<string, string>) => {
    setErrors(mistakes);
    const isAdvanced = (path: string) =>
      path === 'options.useProxy' ||
      provider.fields.some(({ id, advanced }) => advanced && path.startsWith(`settings.${id}`));
    if (Object.keys(mistakes).some(isAdvanced)) setAdvanced('advanced');
  };
  const showMistakes = (mistakes: Record<string, string>) => {
    markMistakes(mistakes);
    setMistakesShown((times) => times + 1);
  };

  // The topmost field with a mistake gets the focus.
  React.useEffect(() => {
    if (mistakesShown === 0) return;
    const controls = Object.keys(errors)
      .map((path) => controlFor(path))
      .filter((control) => control !== null)
      .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    controls[0]?.focus();
    // Only when new mistakes are shown, not while they are corrected one by one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mistakesShown]);

  const refused = (error: unknown) => {
    const { message, fields } = refusalOf(error);
    const { confirmation } = fields;
    if (confirmation !== undefined && Object.keys(fields).length === 1) {
      setConfirming((before) => (before === undefined ? {} : { error: confirmation }));
      return;
    }
    setConfirming(undefined);
    const unplaced = Object.entries(fields).filter(([path]) => !isOnForm(path, form, provider));
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

  const inWords = (mistakes: Record<string, FormMistake>): Record<string, string> =>
    Object.fromEntries(Object.entries(mistakes).map(([path, mistake]) => [path, mistakeText(mistake)]));
  const mistakeText = (mistake: FormMistake): string => {
    switch (mistake.kind) {
      case 'missing':
        return t('form.missing', { label: mistake.label });
      case 'address':
        return t(`form.address.${mistake.of}`, {
          entries: mistake.entries.map((entry) => `“${entry}”`).join(', '),
          count: mistake.entries.length,
        });
      case 'lookAlike':
        return say(mistake.said);
      default:
        return t(`form.${mistake.kind}`);
    }
  };

  /** Shows mistakes that can be found without the server. Returns true if there are none. */
  const isWellFilled = (): boolean => {
    const secretsSet = new Set(
      Object.entries(secrets)
        .filter(([, secret]) => secret.set && secret.unreadable !== true)
        .map(([id]) => id),
    );
    const mistakes = inWords(mistakesOf(form, provider, t('connector.name'), secretsSet));
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
      message: !saved.enabled
        ? t('form.saved.off')
        : saved.accounts === 'unconfirmed'
          ? t('form.saved.asks')
          : t(`form.saved.${arrivalOf(provider)}`),
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
    const typedWrongly = inWords(addressMistakes(form, provider));
    if (Object.keys(typedWrongly).length > 0) {
      showMistakes(typedWrongly);
      return;
    }
    const result = await check(checkBody(form, provider, connector?.id));
    if ('error' in result) {
      refused(result.error);
      return;
    }
    const { steps } = result.data;
    setChecked({ steps, form });
    const atFault = steps.flatMap((step) =>
      step.field !== undefined && (step.outcome === 'failed' || step.outcome === 'warning')
        ? [[pathOfCheckField(provider, step.field), say(step.detail ?? step.label)] as const]
        : [],
    );
    markMistakes(Object.fromEntries(atFault));
  };

  const section: FormSection = {
    form,
    provider,
    disabled,
    errorOf: (path) => fieldError(errors, path),
    onChange,
  };
  return {
    section,
    initial,
    secrets,
    /** Changes with every save, to reset the state of fields such as a secret that is being replaced. */
    timesSaved,
    isChanged: changed.current,
    hasChanges: React.useCallback(() => changed.current, []),
    isSaving: isCreating || isUpdating,
    isChecking,
    refusal,
    forgetRefusal: () => setRefusal(undefined),
    checked: checked === undefined ? undefined : { ...checked, stale: isChanged(form, checked.form) },
    advanced: { value: advanced, onValueChange: setAdvanced },
    confirming,
    stopConfirming: () => setConfirming(undefined),
    save,
    send,
    checkNow,
  };
}

/** The control of a path, or of the field that contains it. */
function controlFor(path: string): HTMLElement | null {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const control = document.getElementById(controlId(parts.slice(0, length).join('.')));
    if (control !== null) return control;
  }
  return null;
}
