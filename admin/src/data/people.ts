import type {
  DecideHost,
  FindUsers,
  GetPeopleSettings,
  HostState,
  InviteHost,
  ListHosts,
  PeopleSettings,
} from '../../../contracts/people';
import type { ConfirmAccounts, PreviewConnector } from '../../../contracts/preview';
import { get, pluginApi, post, put } from './plugin-api';

export interface HostFilter {
  page: number;
  pageSize: number;
  state?: HostState;
  search?: string;
}

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    // A preview costs the provider time, so only a person requests it.
    mcPreview: build.mutation<PreviewConnector.Response['data'], string>({
      query: (connectorId) => post(`/connectors/${connectorId}/preview`),
      transformResponse: (answer: PreviewConnector.Response) => answer.data,
    }),
    mcConfirmAccounts: build.mutation<
      ConfirmAccounts.Response['data'],
      { connectorId: string; accounts: number }
    >({
      query: ({ connectorId, accounts }) => post(`/connectors/${connectorId}/confirm-accounts`, { accounts }),
      transformResponse: (answer: ConfirmAccounts.Response) => answer.data,
      invalidatesTags: ['McConnector', 'McRun'],
    }),
    mcHosts: build.query<ListHosts.Response, HostFilter>({
      query: (filter) => get('/people', filter),
      providesTags: ['McHost'],
    }),
    mcDecideHost: build.mutation<DecideHost.Response, { id: string; body: DecideHost.Body }>({
      query: ({ id, body }) => post(`/people/${id}/decide`, body),
      invalidatesTags: ['McHost'],
    }),
    mcInviteHost: build.mutation<InviteHost.Response['data'], string>({
      query: (id) => post(`/people/${id}/invite`),
      transformResponse: (answer: InviteHost.Response) => answer.data,
      invalidatesTags: ['McHost', 'McMail'],
    }),
    mcUsers: build.query<FindUsers.Response['data'], string>({
      query: (search) => get('/people/users', { search }),
      transformResponse: (answer: FindUsers.Response) => answer.data,
    }),
    mcPeopleSettings: build.query<GetPeopleSettings.Response['data'], void>({
      query: () => get('/people/settings'),
      transformResponse: (answer: GetPeopleSettings.Response) => answer.data,
      providesTags: ['McHost'],
    }),
    mcUpdatePeopleSettings: build.mutation<GetPeopleSettings.Response['data'], PeopleSettings>({
      query: (body) => put('/people/settings', body),
      transformResponse: (answer: GetPeopleSettings.Response) => answer.data,
      invalidatesTags: ['McHost'],
    }),
  }),
});

export const {
  useMcPreviewMutation: usePreviewMutation,
  useMcConfirmAccountsMutation: useConfirmAccountsMutation,
  useMcHostsQuery: useHostsQuery,
  useMcDecideHostMutation: useDecideHostMutation,
  useMcInviteHostMutation: useInviteHostMutation,
  useMcUsersQuery: useUsersQuery,
  useMcPeopleSettingsQuery: usePeopleSettingsQuery,
  useMcUpdatePeopleSettingsMutation: useUpdatePeopleSettingsMutation,
} = api;
