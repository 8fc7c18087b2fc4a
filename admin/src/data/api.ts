import type {
  CheckConnector,
  CreateConnector,
  DeleteConnector,
  GetConnector,
  ListConnectors,
  StartSync,
  SwitchConnector,
  TakeOver,
  UpdateConnector,
} from '../../../contracts/connectors';
import type {
  GetImport,
  ImportStatus,
  ListImports,
  ListImportsOfRecording,
  ImportAgain,
  RecoverImport,
  RetryFailedImports,
  RetryImport,
} from '../../../contracts/imports';
import type { ListProviders } from '../../../contracts/providers';
import type {
  GetPublishSettings,
  ListFolders,
  PublishDefaults,
  UpdatePublishSettings,
} from '../../../contracts/publish-settings';
import type { GetRun, GetRunLog, ListRuns, LogLevel, RunStatus, StopRun } from '../../../contracts/runs';
import type { GetVerification, StartVerification, StopVerification } from '../../../contracts/verify';
import { del, get, pluginApi, post, put } from './plugin-api';

interface PageParams {
  page: number;
  pageSize: number;
}
export interface RunFilter extends PageParams {
  connectorId?: string;
  status?: RunStatus;
}
export interface ImportFilter extends PageParams {
  connectorId?: string;
  runId?: string;
  status?: ImportStatus;
  search?: string;
}
export interface LogFilter extends PageParams {
  runId: string;
  level?: LogLevel;
  search?: string;
}

/** Admin routes of the plugin, typed by the contracts that the server uses too. */
const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcProviders: build.query<ListProviders.Response['data'], void>({
      query: () => get('/providers'),
      transformResponse: (answer: ListProviders.Response) => answer.data,
    }),
    mcConnectors: build.query<ListConnectors.Response, void>({
      query: () => get('/connectors'),
      providesTags: ['McConnector'],
    }),
    mcConnector: build.query<GetConnector.Response['data'], string>({
      query: (id) => get(`/connectors/${id}`),
      transformResponse: (answer: GetConnector.Response) => answer.data,
      providesTags: ['McConnector'],
    }),
    mcCreateConnector: build.mutation<CreateConnector.Response['data'], CreateConnector.Body>({
      query: (body) => post('/connectors', body),
      transformResponse: (answer: CreateConnector.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun'],
    }),
    mcUpdateConnector: build.mutation<
      UpdateConnector.Response['data'],
      { id: string; body: UpdateConnector.Body }
    >({
      query: ({ id, body }) => put(`/connectors/${id}`, body),
      transformResponse: (answer: UpdateConnector.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun', 'McImport'],
    }),
    mcSwitchConnector: build.mutation<SwitchConnector.Response['data'], { id: string; enabled: boolean }>({
      query: ({ id, enabled }) => post(`/connectors/${id}/enabled`, { enabled }),
      transformResponse: (answer: SwitchConnector.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun'],
    }),
    mcTakeOver: build.mutation<TakeOver.Response['data'], void>({
      query: () => post('/connectors/take-over'),
      transformResponse: (answer: TakeOver.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun', 'McImport', 'McDelivery', 'McMail', 'McHost'],
    }),
    mcDeleteConnector: build.mutation<DeleteConnector.Response['data'], string>({
      query: (id) => del(`/connectors/${id}`),
      transformResponse: (answer: DeleteConnector.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun', 'McImport'],
    }),
    mcCheckConnector: build.mutation<CheckConnector.Response['data'], CheckConnector.Body>({
      query: (body) => post('/connectors/check', body),
      transformResponse: (answer: CheckConnector.Response) => answer.data,
    }),
    mcStartSync: build.mutation<StartSync.Response['data'], string>({
      query: (id) => post(`/connectors/${id}/sync`),
      transformResponse: (answer: StartSync.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun'],
    }),
    mcRuns: build.query<ListRuns.Response, RunFilter>({
      query: (filter) => get('/runs', filter),
      providesTags: ['McRun'],
    }),
    mcRun: build.query<GetRun.Response['data'], string>({
      query: (id) => get(`/runs/${id}`),
      transformResponse: (answer: GetRun.Response) => answer.data,
      providesTags: ['McRun'],
    }),
    mcRunLog: build.query<GetRunLog.Response, LogFilter>({
      query: ({ runId, ...filter }) => get(`/runs/${runId}/log`, filter),
      providesTags: ['McRun'],
    }),
    mcStopRun: build.mutation<StopRun.Response['data'], string>({
      query: (id) => post(`/runs/${id}/stop`),
      transformResponse: (answer: StopRun.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun', 'McImport'],
    }),
    mcImports: build.query<ListImports.Response, ImportFilter>({
      query: (filter) => get('/imports', filter),
      providesTags: ['McImport'],
    }),
    mcImport: build.query<GetImport.Response['data'], string>({
      query: (id) => get(`/imports/${id}`),
      transformResponse: (answer: GetImport.Response) => answer.data,
      providesTags: ['McImport'],
    }),
    mcRetryImport: build.mutation<RetryImport.Response['data'], string>({
      query: (id) => post(`/imports/${id}/retry`),
      transformResponse: (answer: RetryImport.Response) => answer.data,
      invalidatesTags: ['McImport', 'McConnector'],
    }),
    mcRetryFailedImports: build.mutation<RetryFailedImports.Response['data'], RetryFailedImports.Body>({
      query: (body) => post('/imports/retry', body),
      transformResponse: (answer: RetryFailedImports.Response) => answer.data,
      invalidatesTags: ['McImport', 'McConnector'],
    }),
    mcImportAgain: build.mutation<ImportAgain.Response['data'], string>({
      query: (id) => post(`/imports/${id}/again`),
      transformResponse: (answer: ImportAgain.Response) => answer.data,
      invalidatesTags: ['McImport', 'McConnector', 'McRun'],
    }),
    mcRecoverImport: build.mutation<RecoverImport.Response['data'], string>({
      query: (id) => post(`/imports/${id}/recover`),
      transformResponse: (answer: RecoverImport.Response) => answer.data,
      invalidatesTags: ['McImport'],
    }),
    mcImportsOfRecording: build.query<ListImportsOfRecording.Response['data'], string>({
      query: (documentId) => get(`/recordings/${encodeURIComponent(documentId)}/imports`),
      transformResponse: (answer: ListImportsOfRecording.Response) => answer.data,
      providesTags: ['McImport'],
    }),
    mcVerification: build.query<GetVerification.Response['data'], void>({
      query: () => get('/verification'),
      transformResponse: (answer: GetVerification.Response) => answer.data,
      providesTags: ['McVerification'],
    }),
    mcStartVerification: build.mutation<StartVerification.Response['data'], { newestFiles?: number }>({
      query: (body) => post('/verification', body),
      transformResponse: (answer: StartVerification.Response) => answer.data,
      invalidatesTags: ['McVerification'],
    }),
    mcStopVerification: build.mutation<StopVerification.Response['data'], void>({
      query: () => post('/verification/stop'),
      transformResponse: (answer: StopVerification.Response) => answer.data,
      invalidatesTags: ['McVerification'],
    }),
    mcPublishSettings: build.query<GetPublishSettings.Response['data'], void>({
      query: () => get('/settings'),
      transformResponse: (answer: GetPublishSettings.Response) => answer.data,
      providesTags: ['McPublishSettings'],
    }),
    mcUpdatePublishSettings: build.mutation<UpdatePublishSettings.Response['data'], PublishDefaults>({
      query: (body) => put('/settings', body),
      transformResponse: (answer: UpdatePublishSettings.Response) => answer.data,
      invalidatesTags: ['McPublishSettings'],
    }),
    mcFolders: build.query<ListFolders.Response['data'], void>({
      query: () => get('/folders'),
      transformResponse: (answer: ListFolders.Response) => answer.data,
    }),
  }),
});

export const {
  useMcProvidersQuery: useProviderDataQuery,
  useMcConnectorsQuery: useConnectorsQuery,
  useMcConnectorQuery: useConnectorQuery,
  useMcCreateConnectorMutation: useCreateConnectorMutation,
  useMcUpdateConnectorMutation: useUpdateConnectorMutation,
  useMcSwitchConnectorMutation: useSwitchConnectorMutation,
  useMcTakeOverMutation: useTakeOverMutation,
  useMcDeleteConnectorMutation: useDeleteConnectorMutation,
  useMcCheckConnectorMutation: useCheckConnectorMutation,
  useMcStartSyncMutation: useStartSyncMutation,
  useMcRunsQuery: useRunsQuery,
  useMcRunQuery: useRunQuery,
  useMcRunLogQuery: useRunLogQuery,
  useLazyMcRunLogQuery: useLazyRunLogQuery,
  useMcStopRunMutation: useStopRunMutation,
  useMcImportsQuery: useImportsQuery,
  useMcImportQuery: useImportQuery,
  useMcImportAgainMutation: useImportAgainMutation,
  useMcRetryFailedImportsMutation: useRetryFailedImportsMutation,
  useMcRetryImportMutation: useRetryImportMutation,
  useMcRecoverImportMutation: useRecoverImportMutation,
  useMcImportsOfRecordingQuery: useImportsOfRecordingQuery,
  useMcVerificationQuery: useVerificationQuery,
  useMcStartVerificationMutation: useStartVerificationMutation,
  useMcStopVerificationMutation: useStopVerificationMutation,
  useMcPublishSettingsQuery: usePublishSettingsQuery,
  useMcUpdatePublishSettingsMutation: useUpdatePublishSettingsMutation,
  useMcFoldersQuery: useFoldersQuery,
} = api;
