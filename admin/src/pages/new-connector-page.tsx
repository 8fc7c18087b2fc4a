import { Page } from '@strapi/strapi/admin';
import { Navigate, useNavigate, useParams } from 'react-router-dom';
import { LoadFailed } from '../components/load-failed';
import { ConnectorFormView } from '../connector-form/connector-form-view';
import { useConnectorsQuery } from '../data/api';
import { useProvidersQuery } from '../data/providers';
import { paths } from '../../../contracts/plugin';

function NewConnectorPage() {
  const { provider: id } = useParams();
  const navigate = useNavigate();
  const { data: providers, error, isLoading, refetch } = useProvidersQuery();
  const { data: connectors } = useConnectorsQuery();
  if (isLoading) return <Page.Loading />;
  if (providers === undefined) return <LoadFailed error={error} onRetry={refetch} />;
  const provider = providers.find((known) => known.id === id);
  if (provider === undefined) return <Navigate to={paths.newConnector} replace />;
  return (
    <ConnectorFormView
      key={provider.id}
      provider={provider}
      proxyConfigured={connectors?.meta.proxyConfigured ?? false}
      deletionLocked={connectors?.meta.deletionLocked}
      onCreated={(connector) => navigate(paths.connector(connector.id), { replace: true })}
    />
  );
}

// Lazy pages are loaded by their default export.
export default NewConnectorPage;
