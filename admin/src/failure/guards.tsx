import { Page } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { usePanelTexts } from '../texts';
import { useText } from '../use-text';
import { FailureBoundary, FailureNotice } from './failure-boundary';

/** Loads the module of a page; its component is the default export. */
export type Loader = () => Promise<{ default: React.ComponentType }>;

const loaded = new WeakMap<Loader, React.LazyExoticComponent<React.ComponentType>>();

/** `React.lazy` remembers a failed load for ever. This one tries again on the next rendering. */
function pageOf(load: Loader): React.LazyExoticComponent<React.ComponentType> {
  const known = loaded.get(load);
  if (known !== undefined) return known;
  const page = React.lazy(() =>
    load().catch((error: unknown) => {
      loaded.delete(load);
      throw error;
    }),
  );
  loaded.set(load, page);
  return page;
}

/**
 * A page that catches its own failures, including a failed load, e.g. after the site was rebuilt while the
 * panel was open. `mark` changes with the page that is open.
 */
export function GuardedPage({ load, mark }: { load: Loader; mark?: string }) {
  return (
    <FailureBoundary part="page" mark={mark}>
      <LoadedPage load={load} />
    </FailureBoundary>
  );
}

function LoadedPage({ load }: { load: Loader }) {
  const Loaded = pageOf(load);
  const { locale } = useIntl();
  if (usePanelTexts(locale) === undefined) return <Page.Loading />;
  return (
    <React.Suspense fallback={<Page.Loading />}>
      <Loaded />
    </React.Suspense>
  );
}

/** For Strapi's menu and settings. */
export const guardedPage = (load: Loader) => (): Promise<{ default: React.ComponentType }> =>
  Promise.resolve({ default: () => <GuardedPage load={load} /> });

/** React waits by throwing a promise. */
const isWaiting = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'then' in thrown;

/**
 * The content manager calls its panels and actions as functions within its own tree, where we can't put an
 * error boundary. This catches what they throw and logs it to the browser's console.
 */
export function withoutHarm<Props, Answer>(
  describe: (props: Props) => Answer,
  otherwise: (error: unknown, props: Props) => Answer,
): (props: Props) => Answer {
  return (props) => {
    try {
      return describe(props);
    } catch (thrown) {
      if (isWaiting(thrown)) throw thrown;
      window.reportError(thrown);
      return otherwise(thrown, props);
    }
  };
}

type PanelAnswer = { title: string; content: React.ReactNode } | null;

/** A side panel of the content manager whose failures stay within it. */
export function guardedPanel<Props>(describe: (props: Props) => PanelAnswer): (props: Props) => PanelAnswer {
  const guarded = withoutHarm<Props, PanelAnswer>(describe, (error) => ({
    title: '',
    content: <FailureNotice part="part" failure={{ error }} />,
  }));
  return function GuardedPanel(props) {
    const t = useText();
    const panel = guarded(props);
    return panel === null
      ? null
      : {
          title: panel.title === '' ? t('plugin.name') : panel.title,
          content: <FailureBoundary part="part">{panel.content}</FailureBoundary>,
        };
  };
}
