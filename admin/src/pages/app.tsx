import { Divider } from '@strapi/design-system';
import { Layouts, Page, SubNav } from '@strapi/strapi/admin';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { useHostsQuery } from '../data/people';
import { useReviewsQuery } from '../data/reviews';
import { useOnChange } from '../data/use-on-change';
import { GuardedPage, type Loader } from '../failure/guards';
import { paths } from '../../../contracts/plugin';
import { permissionsFor, useCan } from '../rights';
import { useText } from '../use-text';

const loadConnectorsPage = () => import('./connectors-page');
const loadChooseProviderPage = () => import('./choose-provider-page');
const loadNewConnectorPage = () => import('./new-connector-page');
const loadConnectorPage = () => import('./connector-page');
const loadImportsPage = () => import('./imports-page');
const loadImportPage = () => import('./import-page');
const loadRunsPage = () => import('./runs-page');
const loadRunPage = () => import('./run-page');
const loadDeliveriesPage = () => import('./deliveries-page');
const loadDeliveryPage = () => import('./delivery-page');
const loadReviewsPage = () => import('./reviews-page');
const loadPeoplePage = () => import('./people-page');
const loadMailsPage = () => import('./mails-page');
const loadMailTemplatesPage = () => import('./mail-templates-page');
const loadMailTemplatePage = () => import('./mail-template-page');
const loadVerifyPage = () => import('./verify-page');

const guarded = (load: Loader, ...rights: Parameters<typeof permissionsFor>) => (
  <Page.Protect permissions={permissionsFor(...rights)}>
    <OwnPage load={load} />
  </Page.Protect>
);

/** Keeps the menu and the other pages working when a page fails. */
const OwnPage = ({ load }: { load: Loader }) => <GuardedPage load={load} mark={useLocation().pathname} />;

/** All pages below the menu entry. Each is loaded when it is opened. */
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
  // Imports and other people change the numbers too, so each opened page loads them again.
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
        <Route path="connectors" element={guarded(loadConnectorsPage, 'connectors.read')} />
        <Route path="connectors/new" element={guarded(loadChooseProviderPage, 'connectors.manage')} />
        <Route path="connectors/new/:provider" element={guarded(loadNewConnectorPage, 'connectors.manage')} />
        <Route path="connectors/:id" element={guarded(loadConnectorPage, 'connectors.read')} />
        <Route path="connectors/:id/imports" element={guarded(loadImportsPage, 'runs.read')} />
        <Route path="imports/:id" element={guarded(loadImportPage, 'runs.read')} />
        <Route path="runs" element={guarded(loadRunsPage, 'runs.read')} />
        <Route path="runs/:id" element={guarded(loadRunPage, 'runs.read')} />
        <Route path="deliveries" element={guarded(loadDeliveriesPage, 'deliveries.read')} />
        <Route path="deliveries/:id" element={guarded(loadDeliveryPage, 'deliveries.read')} />
        <Route path="reviews" element={guarded(loadReviewsPage, 'content.read')} />
        <Route path="people" element={guarded(loadPeoplePage, 'settings.read')} />
        <Route path="mails" element={guarded(loadMailsPage, 'settings.read')} />
        <Route path="mails/templates" element={guarded(loadMailTemplatesPage, 'settings.read')} />
        <Route path="mails/templates/:id" element={guarded(loadMailTemplatePage, 'settings.read')} />
        <Route path="verify" element={guarded(loadVerifyPage, 'runs.read')} />
        <Route path="*" element={<Navigate to={paths.connectors} replace />} />
      </Routes>
    </Layouts.Root>
  );
}

// Menu links and lazy pages are loaded by their default export.
export default App;
