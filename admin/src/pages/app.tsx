import { Divider } from '@strapi/design-system';
import { Layouts, Page, SubNav } from '@strapi/strapi/admin';
import * as React from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { useHostsQuery } from '../data/people';
import { useReviewsQuery } from '../data/reviews';
import { useOnChange } from '../data/use-on-change';
import { paths } from '../plugin-id';
import { permissionsFor, useCan } from '../rights';
import { useText } from '../use-text';

const ConnectorsPage = React.lazy(() => import('./connectors-page'));
const ChooseProviderPage = React.lazy(() => import('./choose-provider-page'));
const NewConnectorPage = React.lazy(() => import('./new-connector-page'));
const ConnectorPage = React.lazy(() => import('./connector-page'));
const ImportsPage = React.lazy(() => import('./imports-page'));
const ImportPage = React.lazy(() => import('./import-page'));
const RunsPage = React.lazy(() => import('./runs-page'));
const RunPage = React.lazy(() => import('./run-page'));
const DeliveriesPage = React.lazy(() => import('./deliveries-page'));
const DeliveryPage = React.lazy(() => import('./delivery-page'));
const ReviewsPage = React.lazy(() => import('./reviews-page'));
const PeoplePage = React.lazy(() => import('./people-page'));
const MailsPage = React.lazy(() => import('./mails-page'));
const MailTemplatesPage = React.lazy(() => import('./mail-templates-page'));
const MailTemplatePage = React.lazy(() => import('./mail-template-page'));
const VerifyPage = React.lazy(() => import('./verify-page'));

const guarded = (page: React.ReactNode, ...rights: Parameters<typeof permissionsFor>) => (
  <Page.Protect permissions={permissionsFor(...rights)}>{page}</Page.Protect>
);

/** All pages below the menu entry; each is loaded when it is opened. */
function App() {
  const t = useText();
  const mayReadConnectors = useCan('connectors.read');
  const mayReadRuns = useCan('runs.read');
  const mayReadDeliveries = useCan('deliveries.read');
  const mayReview = useCan('recordings.moderate');
  const mayReadRecordings = useCan('content.read');
  const reviews = useReviewsQuery(
    { state: 'pending', page: 1, pageSize: 1 },
    { skip: !mayReview || !mayReadRecordings },
  );
  const waits = reviews.data?.meta.pagination.total ?? 0;
  const mayReadSettings = useCan('settings.read');
  const mayDecide = useCan('settings.manage');
  const hosts = useHostsQuery(
    { state: 'unknown', page: 1, pageSize: 1 },
    { skip: !mayReadSettings || !mayDecide },
  );
  const unknownPeople = hosts.data?.meta.pagination.total ?? 0;
  // Imports and other people change the numbers too: they are asked for again with each page that is opened.
  useOnChange(useLocation().pathname, () => {
    if (!reviews.isUninitialized) void reviews.refetch();
    if (!hosts.isUninitialized) void hosts.refetch();
  });
  return (
    <Layouts.Root
      sideNav={
        <SubNav.Main aria-label={t('plugin.name')}>
          <SubNav.Header label={t('plugin.name')} />
          <Divider />
          <SubNav.Content>
            <SubNav.Sections>
              {[
                mayReadRecordings || mayReadSettings ? (
                  <SubNav.Section key="publishing" label={t('nav.publishing')}>
                    {[
                      mayReadRecordings ? (
                        <SubNav.Link
                          key="reviews"
                          to={paths.reviews}
                          label={waits === 0 ? t('review.title') : t('review.titleCount', { count: waits })}
                        />
                      ) : null,
                      mayReadSettings ? (
                        <SubNav.Link
                          key="people"
                          to={paths.people}
                          label={
                            unknownPeople === 0
                              ? t('people.title')
                              : t('people.titleCount', { count: unknownPeople })
                          }
                        />
                      ) : null,
                      mayReadSettings ? (
                        <SubNav.Link key="mails" to={paths.mails} label={t('mails.title')} />
                      ) : null,
                    ]}
                  </SubNav.Section>
                ) : null,
                mayReadConnectors || mayReadRuns || mayReadDeliveries ? (
                  <SubNav.Section key="importing" label={t('nav.importing')}>
                    {[
                      mayReadConnectors ? (
                        <SubNav.Link key="connectors" to={paths.connectors} label={t('connectors.title')} />
                      ) : null,
                      mayReadRuns ? (
                        <SubNav.Link key="runs" to={paths.runs()} label={t('runs.title')} />
                      ) : null,
                      mayReadDeliveries ? (
                        <SubNav.Link key="deliveries" to={paths.deliveries()} label={t('deliveries.title')} />
                      ) : null,
                      mayReadRuns ? (
                        <SubNav.Link key="verify" to={paths.verify} label={t('verify.title')} />
                      ) : null,
                    ]}
                  </SubNav.Section>
                ) : null,
              ]}
            </SubNav.Sections>
          </SubNav.Content>
        </SubNav.Main>
      }
    >
      <React.Suspense fallback={<Page.Loading />}>
        <Routes>
          <Route
            index
            element={
              <Navigate
                to={
                  mayReadConnectors
                    ? 'connectors'
                    : mayReadRuns
                      ? 'runs'
                      : mayReadDeliveries
                        ? 'deliveries'
                        : mayReadRecordings
                          ? 'reviews'
                          : 'people'
                }
                replace
              />
            }
          />
          <Route path="connectors" element={guarded(<ConnectorsPage />, 'connectors.read')} />
          <Route path="connectors/new" element={guarded(<ChooseProviderPage />, 'connectors.manage')} />
          <Route
            path="connectors/new/:provider"
            element={guarded(<NewConnectorPage />, 'connectors.manage')}
          />
          <Route path="connectors/:id" element={guarded(<ConnectorPage />, 'connectors.read')} />
          <Route path="connectors/:id/imports" element={guarded(<ImportsPage />, 'runs.read')} />
          <Route path="imports/:id" element={guarded(<ImportPage />, 'runs.read')} />
          <Route path="runs" element={guarded(<RunsPage />, 'runs.read')} />
          <Route path="runs/:id" element={guarded(<RunPage />, 'runs.read')} />
          <Route path="deliveries" element={guarded(<DeliveriesPage />, 'deliveries.read')} />
          <Route path="deliveries/:id" element={guarded(<DeliveryPage />, 'deliveries.read')} />
          <Route path="reviews" element={guarded(<ReviewsPage />, 'content.read')} />
          <Route path="people" element={guarded(<PeoplePage />, 'settings.read')} />
          <Route path="mails" element={guarded(<MailsPage />, 'settings.read')} />
          <Route path="mails/templates" element={guarded(<MailTemplatesPage />, 'settings.read')} />
          <Route path="mails/templates/:id" element={guarded(<MailTemplatePage />, 'settings.read')} />
          <Route path="verify" element={guarded(<VerifyPage />, 'runs.read')} />
          <Route path="*" element={<Navigate to={paths.connectors} replace />} />
        </Routes>
      </React.Suspense>
    </Layouts.Root>
  );
}

// Menu links and lazy pages are loaded by their default export.
export default App;
