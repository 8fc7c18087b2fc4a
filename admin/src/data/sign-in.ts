import type { BeginSignIn, ConfirmSignIn, EndSignIn, GetSignIn } from '../../../contracts/sign-in';
import { del, get, pluginApi, post } from './plugin-api';

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    // Saved settings decide whether a sign-in is valid, so saving a connector loads it again.
    mcSignIn: build.query<GetSignIn.Response['data'], string>({
      query: (connectorId) => get(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: GetSignIn.Response) => answer.data,
      providesTags: ['McConnector'],
    }),
    // Nothing has changed yet: the person still has to sign in at the provider.
    mcBeginSignIn: build.mutation<BeginSignIn.Response['data'], string>({
      query: (connectorId) => post(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: BeginSignIn.Response) => answer.data,
    }),
    mcConfirmSignIn: build.mutation<ConfirmSignIn.Response['data'], { connectorId: string; key: string }>({
      query: ({ connectorId, key }) => post(`/connectors/${connectorId}/sign-in/confirm`, { key }),
      transformResponse: (answer: ConfirmSignIn.Response) => answer.data,
      invalidatesTags: ['McConnector'],
    }),
    mcDiscardSignIn: build.mutation<ConfirmSignIn.Response['data'], { connectorId: string; key: string }>({
      query: ({ connectorId, key }) => post(`/connectors/${connectorId}/sign-in/discard`, { key }),
      transformResponse: (answer: ConfirmSignIn.Response) => answer.data,
      invalidatesTags: ['McConnector'],
    }),
    mcEndSignIn: build.mutation<EndSignIn.Response['data'], string>({
      query: (connectorId) => del(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: EndSignIn.Response) => answer.data,
      invalidatesTags: ['McConnector'],
    }),
  }),
});

export const {
  useMcSignInQuery: useSignInQuery,
  useMcBeginSignInMutation: useBeginSignInMutation,
  useMcConfirmSignInMutation: useConfirmSignInMutation,
  useMcDiscardSignInMutation: useDiscardSignInMutation,
  useMcEndSignInMutation: useEndSignInMutation,
} = api;
